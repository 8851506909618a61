"""What is kept is bounded."""

from __future__ import annotations

from rolecast.iam.kept import Kept


def test_it_is_emptied_before_it_is_too_full() -> None:
    """A key more than it may hold makes it forget the others; one that it has does not."""
    kept: Kept[int, str] = Kept(2)
    kept[1], kept[2] = "a", "b"
    kept[2] = "c"
    assert kept == {1: "a", 2: "c"}
    kept[3] = "d"
    assert kept == {3: "d"}
