"""Which calls of a run are tried: all of them where `ROLECAST_EXAMPLES` asks for a long run, else every third."""

from __future__ import annotations

from collections.abc import Sequence

from tests.runs import IS_LONG

_EVERY = 3


def sampled(numbers: Sequence[int]) -> list[int]:
    """The numbers to try, the first and the last among them."""
    if IS_LONG or len(numbers) <= _EVERY:
        return list(numbers)
    return sorted({*numbers[::_EVERY], numbers[-1]})
