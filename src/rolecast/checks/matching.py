"""Whether the actions and resources of a statement match."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.actions import WrittenAction, resource_types
from rolecast.checks.statements import CheckedStatement
from rolecast.iam import formats


def matched_types(checked: CheckedStatement, prefix: str) -> frozenset[str]:
    """The resource types of a known service that the statement's resources can have, by name in lower case."""
    resources = checked.statement.resources or ()
    if len(resources) == 1:
        return formats.types(prefix, resources[0])
    return frozenset().union(*[formats.types(prefix, resource) for resource in resources])


class Unmatched(NamedTuple):
    """Actions that match none of a statement's resources, with positions: those with resource types, and others."""

    limitable: list[tuple[int, WrittenAction]]
    others: list[tuple[int, WrittenAction]]


@lru_cache(maxsize=1_024)  # several rules ask about the same statements
def unmatched_actions(checked: CheckedStatement) -> Unmatched:
    """The unmatched actions of a scoped statement. A pattern is unmatched if all actions that it matches are."""
    matched: dict[str, frozenset[str]] = {}
    found = Unmatched([], [])
    for number, written in enumerate(checked.actions):
        types = resource_types(written.text)
        if types:
            prefix = written.prefix
            if prefix not in matched:
                matched[prefix] = matched_types(checked, prefix)
            if types.isdisjoint(matched[prefix]):
                found.limitable.append((number, written))
        elif written.actions:
            found.others.append((number, written))
    return found
