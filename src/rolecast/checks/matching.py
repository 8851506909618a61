"""Whether the actions and the resources of one statement can meet."""

from __future__ import annotations

from rolecast.checks import arns
from rolecast.checks.actions import WrittenAction, resource_types
from rolecast.checks.statements import CheckedStatement


def matched_types(checked: CheckedStatement, prefix: str) -> frozenset[str]:
    """The resource types of a known service that the statement's resources can be of, by names in lower case."""
    return frozenset().union(*(arns.types(prefix, resource) for resource in checked.statement.resources or ()))


def unmatched_actions(checked: CheckedStatement, *, with_types: bool) -> list[tuple[int, WrittenAction]]:
    """The actions, by number, that none of a scoped statement's resources is for.

    A pattern is one where that holds for all actions that it stands for. `with_types`: of those that can be limited
    to resources; else those that cannot.
    """
    matched: dict[str, frozenset[str]] = {}
    found = []
    for number, written in enumerate(checked.actions):
        if written.actions:
            types = resource_types(written.folded)
            if bool(types) is with_types:
                if with_types and written.prefix not in matched:
                    matched[written.prefix] = matched_types(checked, written.prefix)
                if not with_types or types.isdisjoint(matched[written.prefix]):
                    found.append((number, written))
    return found
