"""How far a principal's statements allow what a clause of an activity allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
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
        whole, part = _allowed(self.allows, clause)
        if self.bounds is not None:
            within = _allowed(self.bounds, clause)
            either = within.whole | within.part
            whole, part = whole & within.whole, ((whole | part) & either) & ~(whole & within.whole)
        for deny in self.denies:
            about = deny.actions & (whole | part)
            if not about or not deny.resources.meets(clause.resources) or said(deny.statement) in own_denies:
                continue
            if not deny.tests and deny.resources.covers(clause.resources):
                whole, part = whole & ~about, part & ~about
            else:
                touched = forms.union(each for each in forms.single(about) if _is_touched(each, deny, clause))
                part |= whole & touched
                whole &= ~touched
        return Coverage(whole, part)


def _about(statements: Iterable[HeldStatement], actions: int) -> list[HeldStatement]:
    return [each for each in statements if each.actions & actions]


def _allowed(statements: Sequence[HeldStatement], clause: FormClause) -> Coverage:
    met = [each for each in statements if each.actions & clause.actions]
    apt = [each for each in met if _is_as_free(each, clause)]
    whole = _covered(apt, clause.resources, clause.actions)
    if whole != clause.actions and len(clause.parts) > 1 and len(apt) > 1:
        left = clause.actions & ~whole
        together = left
        for resource in clause.parts:
            together &= _covered(apt, resource, left)
            if not together:
                break
        whole |= together
    some = forms.union(each.actions for each in apt) & clause.actions & ~whole
    whole |= forms.union(action for action in forms.single(some) if _is_covered(action, apt, clause))
    part = 0
    for each in met:
        left = each.actions & clause.actions & ~(whole | part)
        if left and (each.resources is EVERY or each.resources.meets(clause.resources)):
            part |= left
    return Coverage(whole, part)


def _is_covered(action: int, apt: Sequence[HeldStatement], clause: FormClause) -> bool:
    """Whether an action is allowed on all resources of its types that the clause allows it on, such as by a statement
    whose NotResource excepts resources of other types.
    """
    able = [each for each in apt if each.actions & action]
    every = forms.kinds(action, clause.place)
    if not every:  # its requests are for `*`
        return any(_has_star(each) for each in able)
    kinds = _kinds_met(action, clause)
    return bool(able and kinds) and all(map(any, zip(*(_has_all(each, action, clause) for each in able), strict=True)))


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


def _covered(statements: Iterable[HeldStatement], resources: Listed, actions: int) -> int:
    found = 0
    for each in statements:
        if each.actions & actions & ~found and (each.resources is EVERY or each.resources.covers(resources)):
            found |= each.actions & actions
    return found


def _is_as_free(each: HeldStatement, clause: FormClause) -> bool:
    """Whether a statement has no conditions that the clause does not have too."""
    return all(test in clause.tests or asked in clause.open_tests for asked, test in each.tests)
