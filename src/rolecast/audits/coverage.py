"""How far a principal's statements allow what a clause of an activity allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rolecast.audits import forms
from rolecast.audits.forms import FormClause, Place, ProbedType, said
from rolecast.audits.statements import MOST_KEPT, HeldStatement, StatementGroup, StatementsAbout
from rolecast.iam import formats
from rolecast.iam.reach import EVERY


class Coverage(NamedTuple):
    """Actions of a clause: those that are allowed as the clause allows them, and those that are allowed on some of
    its resources, or under further conditions.
    """

    whole: int
    part: int


def coverage(clause: FormClause, statements: StatementsAbout, own_denies: frozenset[object]) -> Coverage:
    """How far statements about its actions allow a clause. Whatever `own_denies` says is a part of the activity, and
    takes nothing away.
    """
    return _coverage(clause, statements, own_denies if statements.has_denies else frozenset())


@lru_cache(maxsize=2 * MOST_KEPT)
def _coverage(clause: FormClause, statements: StatementsAbout, own_denies: frozenset[object]) -> Coverage:
    whole = part = 0
    for actions, group in statements.groups(clause.actions):
        found = _of_group(group, clause, own_denies if group.denies else frozenset())
        whole |= found.whole & actions
        part |= found.part & actions
    return Coverage(whole, part)


@lru_cache(maxsize=MOST_KEPT)
def _of_group(group: StatementGroup, clause: FormClause, own_denies: frozenset[object]) -> Coverage:
    actions = group.actions & clause.actions
    if len(group.documents) > 1 and not actions & ~_of_group(group.largest, clause, own_denies).whole:
        return Coverage(actions, 0)  # further Allows take nothing away
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


def _allowed(statements: Sequence[HeldStatement], clause: FormClause, actions: int) -> Coverage:
    """How far statements allow actions, all of which each of them is about."""
    apt = [each for each in statements if _is_as_free(each, clause)]
    if any(_covers(each, clause) for each in apt):
        return Coverage(actions, 0)
    if len(apt) > 1 and all(map(any, zip(*(_covered_parts(each, clause) for each in apt), strict=True))):
        return Coverage(actions, 0)
    whole = forms.union(action for action in forms.single(actions) if _is_covered(action, apt, clause)) if apt else 0
    return Coverage(whole, actions & ~whole if any(_meets(each, clause) for each in statements) else 0)


@lru_cache(maxsize=2 * MOST_KEPT)
def _covers(each: HeldStatement, clause: FormClause) -> bool:
    return each.resources is EVERY or each.resources.covers(clause.resources)


@lru_cache(maxsize=2 * MOST_KEPT)
def _covered_parts(each: HeldStatement, clause: FormClause) -> tuple[bool, ...]:
    return tuple(each.resources.covers(part) for part in clause.parts)


@lru_cache(maxsize=2 * MOST_KEPT)
def _meets(each: HeldStatement, clause: FormClause) -> bool:
    return each.resources is EVERY or each.resources.meets(clause.resources)


def _is_covered(action: int, apt: Sequence[HeldStatement], clause: FormClause) -> bool:
    """Whether an action is allowed on all resources of its types that the clause allows it on, such as by statements
    whose NotResource excepts resources of other types.
    """
    kinds = forms.kinds(action, clause.place)
    if not kinds:  # its requests are for `*`
        return any(map(_has_star, apt))
    allowed = [*map(any, zip(*(_has_all(each, action, clause.place) for each in apt), strict=True))]
    if not any(allowed):
        return False
    met = [all_of for kind, all_of in zip(kinds, allowed, strict=True) if kind.probe.meets(clause.resources)]
    return bool(met) and all(met)


def _has_star(each: HeldStatement) -> bool:
    """Whether a statement is about requests for `*`, which name no resource."""
    if each.statement.not_resources is not None:
        return not any(map(formats.is_everything, each.statement.not_resources))
    return any(map(formats.is_everything, each.texts))


@lru_cache(maxsize=2 * MOST_KEPT)  # principals have most of their statements in common
def _has_all(each: HeldStatement, action: int, place: Place) -> tuple[bool, ...]:
    """Whether a statement is about all resources, of each of the types that an action has."""
    kinds = forms.kinds(action, place)
    if (excepted := each.statement.not_resources) is not None:
        return tuple(not _names_type(excepted, kind) for kind in kinds)
    return tuple(each.resources.covers(kind.probe) for kind in kinds)


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
