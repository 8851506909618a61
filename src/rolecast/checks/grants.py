"""What a subject is allowed, all of its policies together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import chain

from rolecast.checks.statements import CheckedStatement, named_actions
from rolecast.iam.reach import EVERY, Listed
from rolecast.iam.statements import Texts

_Lists = tuple[Texts | None, Texts | None]
"""The Action and the NotAction of a statement, of which it has one."""


class Grants:
    """Finds the statements that allow an action, as far as no other statement forbids it.

    Only what is certain is taken as forbidden: by a Deny without conditions that covers the resources, or by a
    permissions boundary without an Allow for the action.
    """

    def __init__(self, statements: Iterable[CheckedStatement], boundary: Iterable[CheckedStatement] | None) -> None:
        statements = tuple(statements)
        self._allows = _About(checked for checked in statements if checked.is_allow)
        self._denies = _About(checked for checked in statements if not checked.is_allow)
        self._bounds = None if boundary is None else _About(checked for checked in boundary if checked.is_allow)
        self._has_all = self._bounds is None and not self.has_denies
        """Whether nothing is forbidden."""

    def about(self, action: str, *, is_allow: bool) -> list[CheckedStatement]:
        """The statements of one effect that are about `action`, those of its service first."""
        return (self._allows if is_allow else self._denies).find(action)

    def of_service(self, prefix: str, *, is_allow: bool) -> list[CheckedStatement]:
        """The statements of one effect that name actions of a service, or of any."""
        return (self._allows if is_allow else self._denies).of_service(prefix)

    @property
    def overlapping(self) -> list[CheckedStatement]:
        """The statements of which others of the same effect may have every action: of few, and no others."""
        return [*self._allows.overlapping, *self._denies.overlapping]

    def allowing(self, action: str) -> list[CheckedStatement]:
        """The statements that allow `action` on something."""
        found = self._allows.find(action)
        return found if self._has_all else [each for each in found if not self.is_forbidden(action, each)]

    def allows(self, action: str) -> bool:
        """Whether a statement allows `action` on something."""
        return bool(self._allows.numbers(action) if self._has_all else self.allowing(action))

    def denying(self, action: str) -> list[CheckedStatement]:
        """The statements that deny `action` on something or under some condition."""
        return self._denies.find(action)

    def is_out_of_bounds(self, action: str) -> bool:
        """Whether the boundary, where it is known, allows the action nowhere."""
        return self._bounds is not None and not self._bounds.numbers(action)

    @property
    def has_denies(self) -> bool:
        return bool(self._denies.all)

    def is_forbidden(self, action: str, checked: CheckedStatement) -> bool:
        """Whether `action` is forbidden on everything that a statement allows it on."""
        return not self._has_all and (self.is_out_of_bounds(action) or self.is_denied_to(action, checked))

    def is_denied_to(self, action: str, checked: CheckedStatement) -> bool:
        """Whether a Deny without conditions forbids `action` on everything that a statement allows it on."""
        return any(_covers(deny, checked.resources) for deny in self.denying(action))

    def is_denied(self, action: str) -> bool:
        """Whether a Deny without conditions forbids `action` on everything."""
        return self.has_denies and any(_covers(deny, EVERY) for deny in self.denying(action))


def _covers(deny: CheckedStatement, resources: Listed) -> bool:
    """Whether a Deny holds for all of `resources`, whatever the request."""
    return not deny.statement.conditions and deny.resources.covers(resources)


class _Naming:
    """Lists of actions by the services that they are about, so that a search looks at those of one service alone.

    The roles of an account often differ in their resources alone: what their lists name is worked out once.
    """

    def __init__(self, lists: Iterable[_Lists]) -> None:
        self._named = [
            (named_actions(not_actions or () if actions is None else actions), actions is not None)
            for actions, not_actions in lists
        ]
        self._by_prefix: dict[str, list[int]] = {}
        self._with_patterns: dict[str, list[int]] = {}
        """By prefix, those that have patterns of its actions."""
        self._by_literal: dict[str, list[int]] = {}
        self._of_any: list[int] = []
        for number, (named, is_list) in enumerate(self._named):
            if not is_list or "*" in named.prefixes:
                self._of_any.append(number)
                continue
            for index, keys in (
                (self._by_prefix, named.prefixes),
                (self._with_patterns, named.patterns),
                (self._by_literal, named.literals),
            ):
                for key in keys:
                    index.setdefault(key, []).append(number)

    def about(self, action: str) -> tuple[int, ...]:
        """The numbers of the lists that are about an action, given in lower case, those of its service first."""
        near = set(self._by_literal.get(action, ()))
        near.update(filter(partial(self._is_about, action), self._with_patterns.get(action.partition(":")[0], ())))
        return (*sorted(near), *filter(partial(self._is_about, action), self._of_any))

    @cached_property
    def overlapping(self) -> tuple[int, ...]:
        """The numbers of the lists of which each action without wildcards is in another list too."""
        return tuple(
            number
            for number, (named, is_list) in enumerate(self._named)
            if not is_list or all(len(_about(self, literal)) > 1 for literal in named.literals)
        )

    def of_service(self, prefix: str) -> Iterator[int]:
        """The numbers of the lists that are about a service, those of any service last."""
        return chain(self._by_prefix.get(prefix, ()), self._of_any)

    def _is_about(self, action: str, number: int) -> bool:
        named, is_list = self._named[number]
        return named.has(action) is is_list


_naming = lru_cache(maxsize=1_024)(_Naming)


@lru_cache(maxsize=65_536)
def _about(naming: _Naming, action: str) -> tuple[int, ...]:
    return naming.about(action.lower())


class _About:
    """Finds the statements that are about an action."""

    def __init__(self, statements: Iterable[CheckedStatement]) -> None:
        self.all = tuple(statements)
        self._naming = _naming(tuple([(each.statement.actions, each.statement.not_actions) for each in self.all]))

    def find(self, action: str) -> list[CheckedStatement]:
        """The statements about an action, those of its service first."""
        return [self.all[number] for number in self.numbers(action)]

    def of_service(self, prefix: str) -> list[CheckedStatement]:
        """The statements about a service, those of any service last."""
        return [self.all[number] for number in self._naming.of_service(prefix)]

    @property
    def overlapping(self) -> list[CheckedStatement]:
        return [self.all[number] for number in self._naming.overlapping]

    def numbers(self, action: str) -> tuple[int, ...]:
        """The numbers in `all` of the statements about an action."""
        return _about(self._naming, action)
