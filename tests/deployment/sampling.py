"""Which calls of a run are tried: all of them where `ROLECAST_EXAMPLES` asks for a long run, else every fifteenth."""

from __future__ import annotations

from collections.abc import Sequence

from tests.runs import IS_LONG

_EVERY = 15
_APART = 4


def sampled(numbers: Sequence[int], start: int = 0) -> list[int]:
    """The numbers to try, the last among them.

    Tests that differ in `start` try other ones.
    """
    if IS_LONG:
        return list(numbers)
    return sorted({*numbers[_APART * start % _EVERY :: _EVERY], numbers[-1]})
