"""What a subject is allowed, all of its policies together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from rolecast.checks.statements import CheckedStatement
from rolecast.iam.reach import EVERY, Listed


class Grants:
    """Finds the statements that allow an action, as far as no other statement forbids it.

    Only what is certain is taken as forbidden: by a Deny without conditions that covers the resources, or by a
    permissions boundary without an Allow for the action.
    """

    def __init__(self, statements: Iterable[CheckedStatement], boundary: Iterable[CheckedStatement] | None) -> None:
        statements = tuple(statements)
        self._allows = _ByService(checked for checked in statements if checked.is_allow)
        self._denies = _ByService(checked for checked in statements if not checked.is_allow)
        self._bounds = None if boundary is None else _ByService(checked for checked in boundary if checked.is_allow)

    def allowing(self, action: str) -> list[CheckedStatement]:
        """The statements that allow `action` on something."""
        found = self._allows.find(action)
        return [checked for checked in found if not self.is_forbidden(action, checked)] if found else found

    def allows(self, action: str) -> bool:
        if self._bounds is None and not self.has_denies and action.lower() in self._named:
            return True
        return bool(self.allowing(action))

    @cached_property
    def _named(self) -> frozenset[str]:
        """What Allows name without wildcards, in lower case."""
        return frozenset().union(*(checked.literals for checked in self._allows.all))

    def denying(self, action: str) -> list[CheckedStatement]:
        """The statements that deny `action` on something or under some condition."""
        return self._denies.find(action)

    def is_out_of_bounds(self, action: str) -> bool:
        """Whether the boundary, where it is known, allows the action nowhere."""
        return self._bounds is not None and not self._bounds.find(action)

    @property
    def has_denies(self) -> bool:
        return bool(self._denies.all)

    def is_forbidden(self, action: str, checked: CheckedStatement) -> bool:
        """Whether `action` is forbidden on everything that a statement allows it on."""
        return self.is_out_of_bounds(action) or self.is_denied_to(action, checked)

    def is_denied_to(self, action: str, checked: CheckedStatement) -> bool:
        """Whether a Deny without conditions forbids `action` on everything that a statement allows it on."""
        return any(_covers(deny, checked.resources) for deny in self.denying(action))

    def is_denied(self, action: str) -> bool:
        """Whether a Deny without conditions forbids `action` on everything."""
        return any(_covers(deny, EVERY) for deny in self.denying(action))


def _covers(deny: CheckedStatement, resources: Listed) -> bool:
    """Whether a Deny holds for all of `resources`, whatever the request."""
    return not deny.statement.conditions and deny.resources.covers(resources)


class _ByService:
    """Statements by the services that they are about, so that a search looks at those of one service alone."""

    def __init__(self, statements: Iterable[CheckedStatement]) -> None:
        self.all = tuple(statements)
        self._by_prefix: dict[str, list[CheckedStatement]] = {}
        self._of_any: list[CheckedStatement] = []
        for checked in self.all:
            if checked.statement.not_actions is not None or "*" in checked.prefixes:
                self._of_any.append(checked)
            else:
                for prefix in checked.prefixes:
                    self._by_prefix.setdefault(prefix, []).append(checked)

    def find(self, action: str) -> list[CheckedStatement]:
        """The statements about an action, those of its service first."""
        folded = action.lower()
        found = [checked for checked in self._by_prefix.get(folded.partition(":")[0], ()) if checked.is_about(folded)]
        return found + [checked for checked in self._of_any if checked.is_about(folded)] if self._of_any else found
