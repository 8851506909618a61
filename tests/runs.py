"""How large a run is: few generated cases by default, or as many as `ROLECAST_EXAMPLES` says."""

import os
from collections.abc import Iterable

import pytest

IS_LONG = "ROLECAST_EXAMPLES" in os.environ


def case_count(usual: int) -> int:
    """How many cases a test tries."""
    return int(os.environ.get("ROLECAST_EXAMPLES", usual))


def mostly_long(every: Iterable[object], usual: Iterable[object]) -> list[object]:
    """Parameters of a test, of which every run tries the `usual` ones and a long run all."""
    chosen = [*usual]
    return [each if each in chosen else _long(each) for each in every]


def _long(each: object) -> object:
    values = each if isinstance(each, tuple) else (each,)
    return pytest.param(*values, marks=pytest.mark.long)
