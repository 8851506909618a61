"""Finds the statements that are about an action.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

from __future__ import annotations

from collections import defaultdict

from rolecast.iam import patterns
from rolecast.iam.patterns import Pattern
from rolecast.iam.statements import Statement, Texts


def is_about(statement: Statement, action: str) -> bool:
    """Whether the statement's Action matches `action`, or its NotAction does not. Ignores case."""
    if statement.actions is not None:
        return _any_matches(statement.actions, action)
    return not _any_matches(statement.not_actions or (), action)


class ActionIndex:
    """Finds the statements that are about an action, without looking at those of other services."""

    def __init__(self) -> None:
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_service: defaultdict[str, list[tuple[Pattern, int]]] = defaultdict(list)
        self._by_any_service: list[int] = []
        self._by_exception: list[tuple[Texts, int]] = []

    def add(self, number: int, statement: Statement) -> None:
        """Adds a statement, for which `find` returns `number`."""
        if statement.actions is None:
            self._by_exception.append((statement.not_actions or (), number))
            return
        for text in statement.actions:
            action = text.lower()
            service = action.partition(":")[0]
            if service == "*":
                self._by_any_service.append(number)
            elif "*" in action or "?" in action:
                self._by_service[service].append((patterns.pattern(action), number))
            else:
                self._by_name[action].append(number)

    def find(self, action: str) -> list[int]:
        """The numbers of the statements about `action`, in ascending order."""
        name = action.lower()
        found = set(self._by_name.get(name, ())) | set(self._by_any_service)
        found.update(
            number
            for glob, number in self._by_service.get(name.partition(":")[0], ())
            if number not in found and patterns.matches(glob, name)
        )
        found.update(number for texts, number in self._by_exception if not _any_matches(texts, name))
        return sorted(found)


def _any_matches(texts: Texts, action: str) -> bool:
    name = action.lower()
    return any(patterns.matches(patterns.pattern(text.lower()), name) for text in texts)
