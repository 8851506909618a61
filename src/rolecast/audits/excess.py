"""The access of a principal beyond its activities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rolecast.audits import forms
from rolecast.audits.forms import FormClause, FormTarget
from rolecast.audits.statements import MOST_KEPT, Held, HeldStatement
from rolecast.iam import action_sets, formats, services
from rolecast.iam.reach import Listed
from rolecast.iam.services import ActionResource


@dataclass(frozen=True, eq=False)
class Explanation:
    """Clauses that explain a principal's access. Compared by identity: all with the same grant share one."""

    clauses: tuple[FormClause, ...]

    @cached_property
    def actions(self) -> int:
        return forms.union(clause.actions for clause in self.clauses)


def beyond(held: Held, explanations: Sequence[Explanation]) -> int:
    """The actions that these explanations lack, and those that a statement allows on more resources or under fewer
    conditions than any of them.
    """
    explained = forms.union(each.actions for each in explanations)
    further = 0
    for each in held.allows:
        if asked := each.actions & held.actions & explained & ~further:
            about = tuple([one for one in explanations if one.actions & each.actions])
            further |= asked & _wider(each, _clauses_about(about, each))
    return held.actions & (~explained | further)


@lru_cache(maxsize=2 * MOST_KEPT)
def _clauses_about(explanations: tuple[Explanation, ...], each: HeldStatement) -> tuple[FormClause, ...]:
    """The clauses about some of a statement's actions."""
    clauses = (clause for one in explanations for clause in one.clauses if clause.actions & each.actions)
    return tuple(dict.fromkeys(clauses))


@lru_cache(maxsize=MOST_KEPT)
def _wider(each: HeldStatement, clauses: tuple[FormClause, ...]) -> int:
    """As `wider`, for all of the clauses' actions. Cached for all who have the statement and these clauses."""
    return wider(each, clauses, each.actions & forms.union(clause.actions for clause in clauses))


def wider(each: HeldStatement, clauses: Sequence[FormClause], actions: int) -> int:
    """The subset of the actions that a statement allows more widely than any clause."""
    apt = [clause for clause in clauses if clause.actions & actions and _is_as_bound(each, clause)]
    left = _left(each, 0, apt, actions)
    if left and len(each.texts) > 1:
        left = forms.union(_left(each, number, apt, left) for number in range(1, len(each.texts) + 1))
    return left & ~_open(left, apt)


def _left(each: HeldStatement, number: int, clauses: Iterable[FormClause], actions: int) -> int:
    """The actions without those of clauses that cover the resources of a number: 0 for all, otherwise from 1."""
    for clause in clauses:
        if clause.actions & actions and _covered(clause.target, each)[number]:
            actions &= ~clause.actions
            if not actions:
                break
    return actions


@lru_cache(maxsize=4 * MOST_KEPT)
def _covered(target: FormTarget, each: HeldStatement) -> tuple[bool, ...]:
    """Whether a target covers all resources of a statement together, then each of them separately."""
    parts = (forms.resources((text,)) for text in each.texts)
    return tuple([target.resources.covers(part) for part in (each.resources, *parts)])


def is_within(clauses: Iterable[FormClause], others: Sequence[FormClause]) -> bool:
    """Whether other clauses allow everything that these do. Sound, not complete."""
    for clause in clauses:
        apt = [each for each in others if each.tests <= clause.tests and each.open_tests <= clause.open_tests]
        left = _uncovered(clause.resources, apt, clause.actions)
        if left and any(_uncovered(part, apt, left) for part in clause.target.parts):
            return False
    return True


def _uncovered(resources: Listed, clauses: Iterable[FormClause], actions: int) -> int:
    for clause in clauses:
        if clause.actions & actions and clause.resources.covers(resources):
            actions &= ~clause.actions
            if not actions:
                break
    return actions


def _is_as_bound(each: HeldStatement, clause: FormClause) -> bool:
    """Whether a statement has all conditions that the clause has."""
    return clause.tests <= each.required and clause.open_tests <= each.asked


def _open(actions: int, clauses: Iterable[FormClause]) -> int:
    """The subset of the actions that clauses allow on resources of any name. No statement allows these more widely,
    except for other accounts and regions.
    """
    by_text: dict[str, int] = {}
    for clause in clauses if actions else ():
        for text in clause.texts:
            by_text[text] = by_text.get(text, 0) | (clause.actions & actions)

    def is_open(action: int) -> bool:
        bit = 1 << action
        return _is_any(action, frozenset(text for text, about in by_text.items() if about & bit))

    return forms.union(1 << action for action in forms.numbers(actions) if is_open(action))


@lru_cache(maxsize=16_384)
def _is_any(action: int, texts: frozenset[str]) -> bool:
    (name,) = action_sets.names(1 << action)
    prefix, _, short = name.partition(":")
    service = services.service(prefix)
    known = service.actions[short.lower()] if service else None
    if service is None or known is None or not known.resources:
        return any(map(formats.is_everything, texts))

    def is_any(resource: ActionResource) -> bool:
        arns = (arn.split(":", 5) for arn in service.resource_types[resource.name.lower()].arns)
        return any(formats.is_any(text, arn[2], arn[5]) for arn in arns for text in texts)

    required = [each for each in known.resources if each.required]
    return all(map(is_any, required)) if required else any(map(is_any, known.resources))
