"""Sets of known actions: what a set says of its actions is what the actions say one by one."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from rolecast.iam import action_sets, known_actions

EVERYTHING = action_sets.everything()


def _some(size: int) -> int:
    source = random.Random(size)  # noqa: S311 - of nothing secret
    return sum({1 << source.randrange(EVERYTHING.bit_length()) for _ in range(size)})


SETS = {
    "none": 0,
    "the first": 1,
    "the last": 1 << (EVERYTHING.bit_length() - 1),
    "all": EVERYTHING,
    **{f"{size} of them": _some(size) for size in (1, 2, 30, 2_000)},
}


@pytest.mark.parametrize("which", SETS)
def test_actions_are_counted_for_the_service_of_their_prefix(which: str) -> None:
    """Of a single one, the first and the last, some and all; services are in order, and none is empty."""
    names = action_sets.names(SETS[which])
    is_same = action_sets.of_texts(names) == SETS[which]  # pytest would write out the number, which is too long
    assert is_same
    services = action_sets.by_service(SETS[which])
    assert {prefix: numbers.bit_count() for prefix, numbers in services.items()} == Counter(
        name.partition(":")[0] for name in names
    )
    assert [*services] == [prefix for prefix in known_actions.prefixes() if prefix in services]
