"""How far a principal's statements allow what a clause of an activity allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rolecast.audits import forms
from rolecast.audits.forms import FormClause, ProbedType, said
from rolecast.audits.statements import MOST_KEPT, Asked, Held, HeldStatement
from rolecast.iam import formats
from rolecast.iam.reach import EVERY, Listed


class Coverage(NamedTuple):
    """Actions of a clause: those that are allowed as the clause allows them, and those that are allowed on some of
    its resources, or under further conditions.
    """

    whole: int
    part: int


class HeldStatements:
    """The statements of a principal that say something about some actions."""

    def __init__(self, held: Held, actions: int) -> None:
        self.allows = _about(held.allows, actions)
        self.denies = _about(held.denies, actions)
        self.bounds = None if held.bounds is None else [e for e in _about(held.bounds, actions) if e.is_allow]
        self._actions = actions

    @property
    def asked(self) -> frozenset[Asked]:
        """What the conditions of the Allows ask."""
        return frozenset(asked for each in self.allows for asked, _ in each.tests)

    @property
    def key(self) -> object:
        """The same for principals with the same of these statements."""
        return tuple(self.allows), tuple(self.denies), None if self.bounds is None else tuple(self.bounds)

    def coverage(self, clause: FormClause, own_denies: frozenset[object]) -> Coverage:
        """Whatever `own_denies` says is a part of the activity, and takes nothing away."""
        whole = part = 0
        for actions, group in self._groups:
            if asked := actions & clause.actions:
                found = _coverage(group, clause, own_denies if group.denies else frozenset())
                whole |= found.whole & asked
                part |= found.part & asked
        return Coverage(whole, part)

    @cached_property
    def _groups(self) -> list[tuple[int, _Group]]:
        """The actions, parted by which of the statements are about them."""
        parts: list[tuple[int, tuple[HeldStatement, ...]]] = [(self._actions, ())]
        for each in dict.fromkeys((*self.allows, *self.denies, *(self.bounds or ()))):
            parts = [
                (actions, (*about, *more))
                for part, about in parts
                for actions, more in ((part & each.actions, (each,)), (part & ~each.actions, ()))
                if actions
            ]
        return [(actions, self._group(about)) for actions, about in parts if about]

    def _group(self, about: tuple[HeldStatement, ...]) -> _Group:
        chosen = frozenset(about)
        bounds = None if self.bounds is None else tuple(each for each in self.bounds if each in chosen)
        allows = (each for each in self.allows if each in chosen)
        return _group(tuple(allows), tuple(each for each in self.denies if each in chosen), bounds)


@dataclass(frozen=True, eq=False)
class _Group:
    """The statements about some actions, all of which each of them is about. Compared by identity: `_group` makes one
    for all principals that have the same.
    """

    allows: tuple[HeldStatement, ...]
    denies: tuple[HeldStatement, ...]
    bounds: tuple[HeldStatement, ...] | None

    @cached_property
    def actions(self) -> int:
        """The actions that all of the statements are about."""
        first, *others = (*self.allows, *self.denies, *(self.bounds or ()))
        found = first.actions
        for each in others:
            found &= each.actions
        return found


_group = lru_cache(maxsize=MOST_KEPT)(_Group)


@lru_cache(maxsize=MOST_KEPT)  # how far an action is allowed depends on the statements about it, and on no others
def _coverage(group: _Group, clause: FormClause, own_denies: frozenset[object]) -> Coverage:
    actions = group.actions & clause.actions
    whole, part = _allowed(group.allows, clause, actions)
    if group.bounds is not None:
        within = _allowed(group.bounds, clause, actions)
        either = within.whole | within.part
        whole, part = whole & within.whole, ((whole | part) & either) & ~(whole & within.whole)
    for deny in group.denies:
        about = whole | part
        if not about or not deny.resources.meets(clause.resources) or said(deny.statement) in own_denies:
            continue
        if not deny.tests and deny.resources.covers(clause.resources):
            whole = part = 0
        else:
            touched = forms.union(each for each in forms.single(about) if _is_touched(each, deny, clause))
            part |= whole & touched
            whole &= ~touched
    return Coverage(whole, part)


def _about(statements: Iterable[HeldStatement], actions: int) -> list[HeldStatement]:
    return [each for each in statements if each.actions & actions]


def _allowed(statements: Sequence[HeldStatement], clause: FormClause, actions: int) -> Coverage:
    """How far statements allow actions, all of which each of them is about."""
    apt = [each for each in statements if _is_as_free(each, clause)]
    if any(_covers(each, clause.resources) for each in apt):
        return Coverage(actions, 0)
    if (
        len(apt) > 1
        and len(clause.parts) > 1
        and all(any(_covers(each, part) for each in apt) for part in clause.parts)
    ):
        return Coverage(actions, 0)
    whole = forms.union(action for action in forms.single(actions) if _is_covered(action, apt, clause)) if apt else 0
    is_met = any(each.resources is EVERY or each.resources.meets(clause.resources) for each in statements)
    return Coverage(whole, actions & ~whole if is_met else 0)


def _covers(each: HeldStatement, resources: Listed) -> bool:
    return each.resources is EVERY or each.resources.covers(resources)


def _is_covered(action: int, apt: Sequence[HeldStatement], clause: FormClause) -> bool:
    """Whether an action is allowed on all resources of its types that the clause allows it on, such as by statements
    whose NotResource excepts resources of other types.
    """
    every = forms.kinds(action, clause.place)
    if not every:  # its requests are for `*`
        return any(map(_has_star, apt))
    kinds = _kinds_met(action, clause)
    return bool(kinds) and all(map(any, zip(*(_has_all(each, action, clause) for each in apt), strict=True)))


def _has_star(each: HeldStatement) -> bool:
    """Whether a statement is about requests for `*`, which name no resource."""
    if each.statement.not_resources is not None:
        return not any(map(formats.is_everything, each.statement.not_resources))
    return any(map(formats.is_everything, each.texts))


@lru_cache(maxsize=MOST_KEPT)
def _kinds_met(action: int, clause: FormClause) -> tuple[ProbedType, ...]:
    """The resource types of an action of which the clause has some."""
    return tuple(kind for kind in forms.kinds(action, clause.place) if kind.probe.meets(clause.resources))


@lru_cache(maxsize=2 * MOST_KEPT)  # principals have most of their statements in common
def _has_all(each: HeldStatement, action: int, clause: FormClause) -> tuple[bool, ...]:
    """Whether a statement is about all resources, of each of the types."""
    if (excepted := each.statement.not_resources) is not None:
        return tuple(not _names_type(excepted, kind) for kind in _kinds_met(action, clause))
    return tuple(each.resources.covers(kind.probe) for kind in _kinds_met(action, clause))


def _is_touched(action: int, deny: HeldStatement, clause: FormClause) -> bool:
    """Whether a Deny may take anything from an action that the clause allows. False is certain."""
    named = deny.statement.resources
    kinds = forms.kinds(action, clause.place)
    return named is None or not kinds or any(_names_type(named, kind) for kind in kinds)


def _names_type(texts: Iterable[str], kind: ProbedType) -> bool:
    return any(kind.type in formats.types(kind.service, text) for text in texts)


def _is_as_free(each: HeldStatement, clause: FormClause) -> bool:
    """Whether a statement has no conditions that the clause does not have too."""
    return all(test in clause.tests or asked in clause.open_tests for asked, test in each.tests)
