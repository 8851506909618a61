"""The activities that a principal's statements grant, by what they allow, regardless of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rolecast.audits import forms
from rolecast.audits.coverage import Shortfall, shortfall
from rolecast.audits.excess import Explanation, is_within
from rolecast.audits.forms import ActivityForm, FormClause, Home
from rolecast.audits.statements import MOST_KEPT, Held, HeldDocument, StatementsAbout
from rolecast.catalogue.activity import Activity
from rolecast.iam import action_sets
from rolecast.iam.kept import Kept

_ANY = "*"
_MOST_MISSING = 4
"""A partly granted activity is reported if it lacks at most one action, or one in this many."""


class GrantDegree(StrEnum):
    """How much of an activity is granted."""

    FULL = "full"
    """All of it, in one of the catalogue's forms, on the named resources."""
    CONDITIONAL = "conditional"
    """All of its actions, some under further conditions or on fewer resources than in the activity."""
    PARTIAL = "partial"
    """All but one of its actions, or at least three in four."""


class Granted(NamedTuple):
    """A granted activity.

    `resources` are the values of its parameters and, for a conditional grant, the resources that limit it. `missing`
    are the actions that it lacks, `conditions` the keys of further conditions. `within` are other fully granted
    activities that allow all of it.
    """

    id: str
    grant: GrantDegree
    missing: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Match:
    """A granted activity, with the actions and clauses (parameters bound) of the granted form.

    The clauses of all its forms explain the principal's access. Compared by identity: `_matched` makes one for all
    principals with the same grant.
    """

    granted: Granted
    actions: int
    own: tuple[FormClause, ...]
    explanation: Explanation

    @property
    def is_full(self) -> bool:
        return self.granted.grant is GrantDegree.FULL


_matched = lru_cache(maxsize=MOST_KEPT)(Match)
_explanation = lru_cache(maxsize=MOST_KEPT)(Explanation)


class Matcher:
    """Matches principals with the activities. Caches results for principals with the same statements."""

    def __init__(self) -> None:
        self._known: Kept[object, Match | None] = Kept(MOST_KEPT)

    def match(self, held: Held, home: Home) -> tuple[Match, ...]:
        candidates = _candidates(held.actions & forms.known())
        return _of_interest(tuple([match for each in candidates if (match := self._of_activity(each, held, home))]))

    def _of_activity(self, activity: Activity, held: Held, home: Home) -> Match | None:
        statements = _about(activity, held.statements)
        regions = _regions(activity, held)
        key = activity.id, home, regions, statements
        if key not in self._known:
            self._known[key] = _match(activity, statements, held.actions, home, regions)
        return self._known[key]


def _about(activity: Activity, statements: StatementsAbout) -> StatementsAbout:
    """The statements about the actions of an activity."""
    said = (_said(activity, each) for each in statements.documents)
    return StatementsAbout(
        tuple([each for each in said if each.statements]),
        statements.bounding and _said(activity, statements.bounding),
    )


@lru_cache(maxsize=16 * MOST_KEPT)
def _said(activity: Activity, document: HeldDocument) -> HeldDocument:
    return document.about(forms.all_actions_of(activity))


@lru_cache(maxsize=8_192)
def _candidates(allowed: int) -> tuple[Activity, ...]:
    """The activities whose actions are allowed to a sufficient part, on any resources."""
    return tuple(
        activity
        for activity in forms.activities()
        if any(_is_part(needed & allowed, needed) for needed in forms.actions_of(activity))
    )


def _regions(activity: Activity, held: Held) -> tuple[str, ...]:
    if not forms.depends_on_region(activity):
        return (_ANY,)
    needed = forms.actions_of(activity)
    if len(held.regions) > 1 and all(each & held.actions & ~held.everywhere for each in needed):
        return tuple(region for region in held.regions if region != _ANY)  # some action is allowed in no other region
    return held.regions or (_ANY,)


@lru_cache(maxsize=MOST_KEPT)
def _of_interest(found: tuple[Match, ...]) -> tuple[Match, ...]:
    """The matches that add information: full ones, and others with actions that no full one explains."""
    full = [each for each in found if each.is_full]
    explained = forms.union(each.explanation.actions for each in full)
    others = (each for each in found if not each.is_full and each.actions & ~explained)
    kept = [*(_placed(each, full) for each in full), *others]
    order = {activity.id: number for number, activity in enumerate(forms.activities())}
    return tuple(sorted(kept, key=lambda each: order[each.granted.id]))


def _placed(match: Match, full: Sequence[Match]) -> Match:
    """A full match, with the other full ones that allow all of it."""
    within = tuple(
        other.granted.id
        for number, other in enumerate(full)
        if other is not match
        and match.actions & other.actions == match.actions
        and is_within(match.own, other.own)
        and (full.index(match) > number or not is_within(other.own, match.own))
    )
    return replace(match, granted=match.granted._replace(within=within)) if within else match


class Binding(NamedTuple):
    """The values of a parameter that allow the most, and the shortfall of its clauses with these values."""

    values: tuple[str, ...]
    shortfall: Shortfall


class Fit(NamedTuple):
    """How well a form fits: the actions that it lacks or has in part, and the values of its parameters."""

    form: ActivityForm
    missing: int
    part: int
    values: dict[str, tuple[str, ...]]

    @property
    def rank(self) -> tuple[int, int, int]:
        """The best fit has the lowest rank: fewest lacking or partial actions, then the form with the most actions."""
        missing = self.missing.bit_count()
        return missing + self.part.bit_count(), missing, -self.form.all_actions.bit_count()

    @property
    def is_full(self) -> bool:
        return not self.missing and not self.part

    @property
    def clauses(self) -> tuple[FormClause, ...]:
        """The clauses of the form with these values."""
        return _bound((self.form,), tuple(self.values.items()))


def fit(form: ActivityForm, held: Held) -> Fit:
    """How well a principal's statements grant one form of an activity."""
    return _fit(form, _about(form.activity, held.statements))


def _match(
    activity: Activity, statements: StatementsAbout, allowed: int, home: Home, regions: Sequence[str]
) -> Match | None:
    best = _best(activity, statements, allowed, home, regions)
    if not best or not _is_part(best[0].form.actions & ~best[0].missing, best[0].form.actions):
        return None
    first = best[0]
    grant = GrantDegree.PARTIAL if first.missing else GrantDegree.CONDITIONAL if first.part else GrantDegree.FULL
    granted = Granted(
        activity.id,
        grant,
        action_sets.names(first.missing),
        tuple(dict.fromkeys(text for fit in best for text in _resources(fit, statements))),
        _conditions(first, statements) if grant is GrantDegree.CONDITIONAL else (),
    )
    every = tuple([form for region in regions for form in forms.forms(activity, home, region)])
    explaining = (clause for fit in best for clause in _bound(every, tuple(fit.values.items())))
    return _matched(
        granted,
        first.form.actions & ~first.missing,
        tuple(dict.fromkeys(clause for fit in best for clause in fit.clauses)),
        _explanation(tuple(dict.fromkeys(explaining))),
    )


def _best(
    activity: Activity, statements: StatementsAbout, allowed: int, home: Home, regions: Sequence[str]
) -> list[Fit]:
    """The best fit of all forms; if it is full, also equally good ones in other regions."""
    best: list[Fit] = []
    for region in regions:
        here = [each for each in forms.forms(activity, home, region) if _is_apt(each, statements)]
        for fit in _fits(here, statements, allowed):
            if not best or fit.rank < best[0].rank:
                best = [fit]
            elif fit.rank == best[0].rank and fit.is_full and best[-1].form not in here:
                best.append(fit)  # equally good in another region
        if best and best[0].is_full and region == _ANY:
            break
    return best


def _is_apt(form: ActivityForm, statements: StatementsAbout) -> bool:
    """Whether the statements have conditions on the VPC or KMS keys, if the form has any."""
    return not form.variant or form.open_tests <= statements.asked


def _fits(candidates: Sequence[ActivityForm], statements: StatementsAbout, allowed: int) -> Iterator[Fit]:
    """The fits of forms without missing actions and, if none of them is full, of the form with the fewest missing."""
    lacking = sorted(candidates, key=lambda form: (form.actions & ~allowed).bit_count())
    whole = [_fit(form, statements) for form in lacking if not form.actions & ~allowed]
    yield from whole
    if not any(fit.is_full for fit in whole):
        yield from (_fit(form, statements) for form in lacking[len(whole) : len(whole) + 1])


def _fit(form: ActivityForm, statements: StatementsAbout) -> Fit:
    values: dict[str, tuple[str, ...]] = {}
    denies = form.denies if statements.denies else frozenset()
    missing, part, _, _ = shortfall(form.fixed, statements, denies)
    for parameter, clauses in form.by_parameter.items():
        binding = _bind(clauses, statements, denies)
        if binding.values:
            values[parameter] = binding.values
        if parameter not in form.optional:
            missing |= binding.shortfall.missing
            part |= binding.shortfall.part
    return Fit(form, missing, part & ~missing, values)


@lru_cache(maxsize=MOST_KEPT)
def _bind(clauses: tuple[FormClause, ...], statements: StatementsAbout, own_denies: frozenset[object]) -> Binding:
    best = Binding((), Shortfall(forms.actions_in(clauses), 0, 0, 0))
    for value in _values(clauses, statements):
        found = shortfall(tuple([forms.bound(clause, value) for clause in clauses]), statements, own_denies)
        if found[2:] > best.shortfall[2:]:
            best = Binding((value,), found)
            if value == _ANY and not found.missing and not found.part:
                break
        elif best.values and found[2:] == best.shortfall[2:]:
            best = best._replace(values=(*best.values, value))
    return best


def _values(clauses: tuple[FormClause, ...], statements: StatementsAbout) -> list[str]:
    """The possible values of the parameter: everything, and the values that the statements name in its place."""
    named: dict[str, tuple[str, ...]] = {}
    for document in statements.documents:
        named |= _named(clauses, document)
    found = Counter(value for values in named.values() for value in values)
    return [_ANY, *sorted(found, key=lambda value: (-found[value], value))]


@lru_cache(maxsize=2 * MOST_KEPT)
def _named(clauses: tuple[FormClause, ...], document: HeldDocument) -> Mapping[str, tuple[str, ...]]:
    """The values named by the resources of a document's Allows about these clauses, by resource."""
    actions = forms.actions_in(clauses)
    texts = dict.fromkeys(text for each in document.allows if each.actions & actions for text in each.texts)
    return {
        text: values
        for text in texts
        if (values := tuple(value for clause in clauses for value in clause.values(text)))
    }


def _resources(fit: Fit, statements: StatementsAbout) -> Iterator[str]:
    for clause in fit.form.clauses:
        if clause.parameter is not None:
            for value in fit.values.get(clause.parameter, ()):
                yield from forms.bound(clause, value).texts
    partial = [each for each in statements.allows if each.actions & fit.part]
    for clause in fit.form.required if partial else ():
        if clause.parameter is None and (actions := clause.actions & fit.part):
            for each in partial:
                if each.actions & actions:
                    yield from (text for text in each.texts if forms.resources((text,)).meets(clause.resources))


def _conditions(fit: Fit, statements: StatementsAbout) -> tuple[str, ...]:
    keys = (
        condition.key
        for each in (*statements.allows, *statements.denies)
        if each.actions & fit.part
        for condition in each.statement.conditions
    )
    return tuple(dict.fromkeys(keys))


@lru_cache(maxsize=MOST_KEPT)
def _bound(some: tuple[ActivityForm, ...], values: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[FormClause, ...]:
    """The distinct clauses of forms, with these values of their parameters."""
    by_parameter = dict(values)
    found: dict[FormClause, None] = {}
    for clause in (clause for form in some for clause in form.clauses):
        if clause.parameter is None:
            found[clause] = None
        else:
            found.update((forms.bound(clause, value), None) for value in by_parameter.get(clause.parameter, ()))
    return tuple(found)


def _is_part(granted: int, whole: int) -> bool:
    missing = (whole & ~granted).bit_count()
    return granted != 0 and missing <= max(1, whole.bit_count() // _MOST_MISSING)
