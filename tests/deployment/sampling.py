"""Which calls of a run are tried: all of them where `ROLECAST_EXAMPLES` asks for a long run, else every third."""

from __future__ import annotations

import os
from collections.abc import Sequence

_IS_LONG = "ROLECAST_EXAMPLES" in os.environ
_EVERY = 3


def sampled(numbers: Sequence[int]) -> list[int]:
    """The numbers to try, the first and the last among them."""
    if _IS_LONG or len(numbers) <= _EVERY:
        return list(numbers)
    return sorted({*numbers[::_EVERY], numbers[-1]})
