"""How far a principal's statements allow what an activity's clauses allow.

Results for a statement and a clause's resources, and for a document and a clause, are cached for all principals that
have them; those of a principal's documents are combined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rolecast.audits import forms
from rolecast.audits.forms import FormClause, FormTarget, Place, ProbedType, said
from rolecast.audits.statements import MOST_KEPT, HeldDocument, HeldStatement, StatementsAbout, held_document
from rolecast.iam import formats
from rolecast.iam.reach import EVERY


class Shortfall(NamedTuple):
    """Actions of clauses that are not allowed as in the clauses: `missing` ones, and those allowed in `part`, that is,
    on some of the resources or under further conditions.

    An action counts once per clause: in `whole_count` if allowed as in the clause, in `part_count` if in part.
    """

    missing: int
    part: int
    whole_count: int
    part_count: int


Clauses = tuple[FormClause, ...]


def shortfall(clauses: Clauses, statements: StatementsAbout, own_denies: frozenset[object]) -> Shortfall:
    """The shortfall of statements for clauses. Denies in `own_denies` are part of the activity and have no effect."""
    # Only decisive statements matter; without the others, principals have more in common.
    decisive = _among(statements, clauses, _deciding)
    found = _shortfall(clauses, decisive, own_denies)
    if found.missing:
        touching = _among(statements, clauses, _touching)
        if touching != decisive and found.missing & touching.actions:
            return _shortfall(clauses, touching, own_denies)
    return found


def _among(
    statements: StatementsAbout, clauses: Clauses, select: Callable[[Clauses, HeldDocument], HeldDocument]
) -> StatementsAbout:
    selected = [select(clauses, document) for document in statements.documents]
    return StatementsAbout(
        tuple([each for each in selected if each.statements]),
        statements.bounding and select(clauses, statements.bounding),
    )


@lru_cache(maxsize=8 * MOST_KEPT)
def _deciding(clauses: Clauses, document: HeldDocument) -> HeldDocument:
    """The statements that allow, no more restricted than a clause, all of its access to a resource or resource type,
    and those that deny any of it.
    """
    return _selected(clauses, document, _decides)


@lru_cache(maxsize=4 * MOST_KEPT)
def _touching(clauses: Clauses, document: HeldDocument) -> HeldDocument:
    """The statements about any access that some of the clauses allow."""
    return _selected(clauses, document, _touches)


def _selected(
    clauses: Clauses, document: HeldDocument, is_apt: Callable[[HeldStatement, FormClause], bool]
) -> HeldDocument:
    actions = forms.actions_in(clauses)
    found = [
        each
        for each in document.statements
        if each.actions & actions and any(each.actions & clause.actions and is_apt(each, clause) for clause in clauses)
    ]
    return held_document(tuple(found))


def _decides(each: HeldStatement, clause: FormClause) -> bool:
    if not each.is_allow:
        return _meets(each, clause.target)
    if not _is_as_free(each, clause):
        return False
    return (
        each.statement.not_resources is not None
        or any(_covered(each, clause.target))
        or bool(_of_a_type(each, clause.target.place) & clause.actions)
    )


def _touches(each: HeldStatement, clause: FormClause) -> bool:
    return each.statement.not_resources is not None or _meets(each, clause.target)


@lru_cache(maxsize=MOST_KEPT)
def _of_a_type(each: HeldStatement, place: Place) -> int:
    """The actions of activities that a statement covers on all resources of one of their types."""
    return forms.union(
        1 << action for action in forms.numbers(each.actions & forms.known()) if any(_has_all(each, action, place))
    )


@lru_cache(maxsize=2 * MOST_KEPT)
def _shortfall(clauses: Clauses, statements: StatementsAbout, own_denies: frozenset[object]) -> Shortfall:
    missing = part = whole_count = part_count = 0
    for clause in clauses:
        whole, some = _left(clause, statements, own_denies)
        missing |= clause.actions & ~some
        part |= some & ~whole
        whole_count += whole.bit_count()
        part_count += (some & ~whole).bit_count()
    return Shortfall(missing, part, whole_count, part_count)


class _Allowed(NamedTuple):
    """Actions of a clause: those allowed as in the clause, and those allowed on at least some of its resources."""

    whole: int
    some: int


def _left(clause: FormClause, statements: StatementsAbout, own_denies: frozenset[object]) -> _Allowed:
    """The actions of a clause that statements allow, after its boundary and Denies."""
    whole, some = _allowed(clause, statements.documents)
    if statements.bounding is not None:
        within = _allowed(clause, (statements.bounding,))
        whole &= within.whole
        some &= within.some
    for deny in statements.denies:
        about = some & deny.actions
        if not about or not _meets(deny, clause.target) or said(deny.statement) in own_denies:
            continue
        if not deny.tests and deny.resources.covers(clause.resources):
            some &= ~about
            whole &= ~about
        else:
            touched = (each for each in forms.numbers(whole & about) if _is_touched(each, deny, clause))
            whole &= ~forms.union(1 << each for each in touched)
    return _Allowed(whole, some)


def _allowed(clause: FormClause, documents: Sequence[HeldDocument]) -> _Allowed:
    """The actions of a clause that the Allows of documents together allow."""
    found = [_by_resource(clause, document) for document in documents]
    whole = clause.actions
    for number in range(len(clause.target.parts)):
        whole &= forms.union([each.parts[number] for each in found])
    if left := clause.actions & forms.union([each.free for each in found]) & ~whole:
        by_kind = [_by_kind(clause, document) for document in documents]
        for number, concerned in enumerate(clause.by_kind):
            left &= forms.union([each[number] for each in by_kind]) | ~concerned
        whole |= left & clause.by_kind[0]
    return _Allowed(whole, clause.actions & forms.union([each.some for each in found]) | whole)


class _OnResources(NamedTuple):
    """Actions that the Allows of a document allow: on each resource of a clause as in the clause, on any resource
    without further conditions, and on at least some of the clause's resources.
    """

    parts: tuple[int, ...]
    free: int
    some: int


@lru_cache(maxsize=4 * MOST_KEPT)
def _by_resource(clause: FormClause, document: HeldDocument) -> _OnResources:
    parts = [0] * len(clause.target.parts)
    free = some = 0
    for each in document.allows:
        if not each.actions & clause.actions:
            continue
        if _is_as_free(each, clause):
            free |= each.actions
            for number, covers in enumerate(_covered(each, clause.target)):
                if covers:
                    parts[number] |= each.actions
        if _meets(each, clause.target):
            some |= each.actions
    return _OnResources(tuple(parts), free, some)


@lru_cache(maxsize=4 * MOST_KEPT)
def _covered(each: HeldStatement, target: FormTarget) -> tuple[bool, ...]:
    """Whether a statement covers each of the resources."""
    return tuple([each.resources is EVERY or each.resources.covers(part) for part in target.parts])


@lru_cache(maxsize=4 * MOST_KEPT)
def _meets(each: HeldStatement, target: FormTarget) -> bool:
    return each.resources is EVERY or each.resources.meets(target.resources)


@lru_cache(maxsize=4 * MOST_KEPT)
def _by_kind(clause: FormClause, document: HeldDocument) -> tuple[int, ...]:
    """The actions that the Allows of a document allow, no more restricted than a clause, on all resources of a type.

    The first item is for the first of an action's types in the clause, and so on. Includes statements whose NotResource
    only excludes resources of other types.
    """
    found = [0] * len(clause.by_kind)
    for each in document.allows:
        if each.actions & clause.actions and _is_as_free(each, clause):
            for action in forms.numbers(each.actions & clause.actions):
                has_all = _has_all(each, action, clause.target.place)
                for number, kind in enumerate(forms.kinds_of(action, clause.target)):
                    if has_all[kind]:
                        found[number] |= 1 << action
    return tuple(found)


def _has_star(each: HeldStatement) -> bool:
    """Whether a statement is about requests for `*`, which name no resource."""
    if each.statement.not_resources is not None:
        return not any(map(formats.is_everything, each.statement.not_resources))
    return any(map(formats.is_everything, each.texts))


@lru_cache(maxsize=2 * MOST_KEPT)
def _has_all(each: HeldStatement, action: int, place: Place) -> tuple[bool, ...]:
    """For each resource type of an action, whether a statement covers all of its resources; if the action has no types,
    whether it covers requests for `*`.
    """
    kinds = forms.kinds(action, place)
    if not kinds:
        return (_has_star(each),)
    if (excepted := each.statement.not_resources) is not None:
        return tuple(not _names_type(excepted, kind) for kind in kinds)
    return tuple(each.resources.covers(kind.probe) for kind in kinds)


def _is_touched(action: int, deny: HeldStatement, clause: FormClause) -> bool:
    """Whether a Deny may reduce the access to an action that the clause allows. False is certain."""
    named = deny.statement.resources
    kinds = forms.kinds(action, clause.target.place)
    return named is None or not kinds or any(_names_type(named, kind) for kind in kinds)


def _names_type(texts: Iterable[str], kind: ProbedType) -> bool:
    return any(kind.type in formats.types(kind.service, text) for text in texts)


def _is_as_free(each: HeldStatement, clause: FormClause) -> bool:
    """Whether a statement has no conditions that the clause does not have."""
    return not each.tests or all(test in clause.tests or asked in clause.open_tests for asked, test in each.tests)
