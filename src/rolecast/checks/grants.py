"""The actions that all policies of a subject together allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import chain

from rolecast.checks.statements import CheckedStatement, named_actions
from rolecast.iam.reach import EVERY, Listed
from rolecast.iam.statements import Texts

_Lists = tuple[Texts | None, Texts | None]
"""The Action and NotAction of a statement; one of them is None."""


class Grants:
    """Finds the statements that allow an action and are not overridden.

    Only certain denials count: by a Deny without conditions that covers the resources, or by a permissions boundary
    without an Allow for the action.
    """

    def __init__(self, statements: Iterable[CheckedStatement], boundary: Iterable[CheckedStatement] | None) -> None:
        statements = tuple(statements)
        self._allows = _About(checked for checked in statements if checked.is_allow)
        self._denies = _About(checked for checked in statements if not checked.is_allow)
        self._bounds = None if boundary is None else _About(checked for checked in boundary if checked.is_allow)
        self._has_all = self._bounds is None and not self.has_denies
        """Whether nothing is denied."""

    def about(self, action: str, *, is_allow: bool) -> list[CheckedStatement]:
        """The statements of one effect that are about `action`, first those of its service."""
        return (self._allows if is_allow else self._denies).find(action)

    def of_service(self, prefix: str, *, is_allow: bool) -> list[CheckedStatement]:
        """The statements of one effect that name actions of a service or of any service."""
        return (self._allows if is_allow else self._denies).of_service(prefix)

    @property
    def overlapping(self) -> list[CheckedStatement]:
        """The statements whose every action may also be in another statement of the same effect."""
        return [*self._allows.overlapping, *self._denies.overlapping]

    def allowing(self, action: str) -> list[CheckedStatement]:
        """The statements that allow `action` on some resource."""
        found = self._allows.find(action)
        return found if self._has_all else [each for each in found if not self.is_forbidden(action, each)]

    def allows(self, action: str) -> bool:
        """Whether a statement allows `action` on some resource."""
        return bool(self._allows.numbers(action) if self._has_all else self.allowing(action))

    def denying(self, action: str) -> list[CheckedStatement]:
        """The statements that deny `action` on some resource or under some condition."""
        return self._denies.find(action)

    def is_out_of_bounds(self, action: str) -> bool:
        """Whether the boundary, if known, allows the action nowhere."""
        return self._bounds is not None and not self._bounds.numbers(action)

    @property
    def has_denies(self) -> bool:
        return bool(self._denies.all)

    def is_forbidden(self, action: str, checked: CheckedStatement) -> bool:
        """Whether `action` is denied on everything on which a statement allows it."""
        return not self._has_all and (self.is_out_of_bounds(action) or self.is_denied_to(action, checked))

    def is_denied_to(self, action: str, checked: CheckedStatement) -> bool:
        """Whether a Deny without conditions denies `action` on everything on which a statement allows it."""
        return any(_covers(deny, checked.resources) for deny in self.denying(action))

    def is_denied(self, action: str) -> bool:
        """Whether a Deny without conditions denies `action` on everything."""
        return self.has_denies and any(_covers(deny, EVERY) for deny in self.denying(action))


def _covers(deny: CheckedStatement, resources: Listed) -> bool:
    """Whether a Deny applies to all of `resources` in every request."""
    return not deny.statement.conditions and deny.resources.covers(resources)


class _Naming:
    """Lists of actions by service, so that a search only looks at one service.

    Cached, since the roles of an account often differ only in their resources.
    """

    def __init__(self, lists: Iterable[_Lists]) -> None:
        self._named = [
            (named_actions(not_actions or () if actions is None else actions), actions is not None)
            for actions, not_actions in lists
        ]
        self._by_prefix: dict[str, list[int]] = {}
        self._with_patterns: dict[str, list[int]] = {}
        """By prefix, the lists with patterns of its actions."""
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
        """The numbers of the lists about an action (in lower case), first those of its service."""
        near = set(self._by_literal.get(action, ()))
        near.update(filter(partial(self._is_about, action), self._with_patterns.get(action.partition(":")[0], ())))
        return (*sorted(near), *filter(partial(self._is_about, action), self._of_any))

    @cached_property
    def overlapping(self) -> tuple[int, ...]:
        """The numbers of the lists whose actions without wildcards are all in other lists too."""
        return tuple(
            number
            for number, (named, is_list) in enumerate(self._named)
            if not is_list or all(len(_about(self, literal)) > 1 for literal in named.literals)
        )

    def of_service(self, prefix: str) -> Iterator[int]:
        """The numbers of the lists about a service, last those of any service."""
        return chain(self._by_prefix.get(prefix, ()), self._of_any)

    def _is_about(self, action: str, number: int) -> bool:
        named, is_list = self._named[number]
        return named.has(action) is is_list


_naming = lru_cache(maxsize=1_024)(_Naming)


@lru_cache(maxsize=65_536)
def _about(naming: _Naming, action: str) -> tuple[int, ...]:
    return naming.about(action.lower())


class _About:
    """Finds the statements about an action."""

    def __init__(self, statements: Iterable[CheckedStatement]) -> None:
        self.all = tuple(statements)
        self._naming = _naming(tuple([(each.statement.actions, each.statement.not_actions) for each in self.all]))

    def find(self, action: str) -> list[CheckedStatement]:
        """The statements about an action, first those of its service."""
        return [self.all[number] for number in self.numbers(action)]

    def of_service(self, prefix: str) -> list[CheckedStatement]:
        """The statements about a service, last those of any service."""
        return [self.all[number] for number in self._naming.of_service(prefix)]

    @property
    def overlapping(self) -> list[CheckedStatement]:
        return [self.all[number] for number in self._naming.overlapping]

    def numbers(self, action: str) -> tuple[int, ...]:
        """The numbers, in `all`, of the statements about an action."""
        return _about(self._naming, action)
