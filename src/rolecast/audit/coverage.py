"""How far a principal's statements allow what a clause of an activity allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rolecast.audit.forms import Clause, said
from rolecast.audit.statements import Held, HeldStatement
from rolecast.iam.reach import EVERY, Listed


class Coverage(NamedTuple):
    """Actions of a clause: those that are allowed as the clause allows them, and those that are allowed on some of
    its resources, or under further conditions.
    """

    whole: int
    part: int


class Statements:
    """The statements of a principal that say something about some actions."""

    def __init__(self, held: Held, actions: int) -> None:
        self.allows = _about(held.allows, actions)
        self.denies = _about(held.denies, actions)
        self.bounds = None if held.bounds is None else [e for e in _about(held.bounds, actions) if e.is_allow]

    @property
    def key(self) -> object:
        """The same for principals with the same of these statements."""
        return tuple(self.allows), tuple(self.denies), None if self.bounds is None else tuple(self.bounds)

    def coverage(self, clause: Clause, own_denies: frozenset[object]) -> Coverage:
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
                part |= whole & about
                whole &= ~about
        return Coverage(whole, part)


def _about(statements: Iterable[HeldStatement], actions: int) -> list[HeldStatement]:
    return [each for each in statements if each.actions & actions]


def _allowed(statements: Sequence[HeldStatement], clause: Clause) -> Coverage:
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
    part = 0
    for each in met:
        left = each.actions & clause.actions & ~(whole | part)
        if left and (each.resources is EVERY or each.resources.meets(clause.resources)):
            part |= left
    return Coverage(whole, part)


def _covered(statements: Iterable[HeldStatement], resources: Listed, actions: int) -> int:
    found = 0
    for each in statements:
        if each.actions & actions & ~found and (each.resources is EVERY or each.resources.covers(resources)):
            found |= each.actions & actions
    return found


def _is_as_free(each: HeldStatement, clause: Clause) -> bool:
    """Whether a statement has no conditions that the clause does not have too."""
    return all(test in clause.tests or asked in clause.open_tests for asked, test in each.tests)
