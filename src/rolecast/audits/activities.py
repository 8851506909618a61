"""Which activities a principal's statements grant, by what they allow and not by what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rolecast.audits import forms
from rolecast.audits.coverage import coverage
from rolecast.audits.excess import Explanation, is_within
from rolecast.audits.forms import ActivityForm, FormClause, Home
from rolecast.audits.statements import MOST_KEPT, Held, StatementsAbout
from rolecast.catalogue.activity import Activity
from rolecast.iam import action_sets
from rolecast.iam.kept import Kept

_ANY = "*"
_MOST_MISSING = 4
"""A part of an activity is worth mentioning if it lacks at most one action, or one in so many."""


class GrantDegree(StrEnum):
    """How much of an activity is granted."""

    FULL = "full"
    """All of it, in one of the forms that the catalogue has, on the resources that are named."""
    CONDITIONAL = "conditional"
    """All of its actions, some under further conditions, or on fewer resources than the activity has."""
    PARTIAL = "partial"
    """All but one of its actions, or at least three in four."""


class Granted(NamedTuple):
    """An activity that is granted.

    `resources` are the values of its parameters and, for a conditional grant, the resources that limit it.
    `missing` are the actions that it lacks, `conditions` the keys of further conditions. `within` are other activities
    that are granted in full and allow all of it.
    """

    id: str
    grant: GrantDegree
    missing: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


class Match(NamedTuple):
    """A granted activity with its actions and the clauses, parameters bound, of the form that is granted.

    The clauses of all its forms explain what a principal with it may do.
    """

    granted: Granted
    actions: int
    own: tuple[FormClause, ...]
    explanation: Explanation

    @property
    def is_full(self) -> bool:
        return self.granted.grant is GrantDegree.FULL


class Matcher:
    """Holds principals against the activities. What the same statements give is worked out once."""

    def __init__(self) -> None:
        self._known: Kept[object, Match | None] = Kept(MOST_KEPT)

    def match(self, held: Held, home: Home) -> list[Match]:
        candidates = _candidates(held.actions & forms.known())
        return _of_interest([match for each in candidates if (match := self._of_activity(each, held, home))])

    def _of_activity(self, activity: Activity, held: Held, home: Home) -> Match | None:
        statements = held.statements.about(forms.all_actions_of(activity))
        regions = _regions(activity, held)
        key = activity.id, home, regions, statements
        if key not in self._known:
            self._known[key] = _match(activity, statements, held.actions, home, regions)
        return self._known[key]


@lru_cache(maxsize=8_192)
def _candidates(allowed: int) -> tuple[Activity, ...]:
    """The activities of which enough is allowed, on whatever resources."""
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
        return tuple(region for region in held.regions if region != _ANY)  # some action is allowed in no other
    return held.regions or (_ANY,)


def _of_interest(found: Sequence[Match]) -> list[Match]:
    """Those that say something which the others do not: of what is not granted in full, what no full one explains."""
    full = [each for each in found if each.is_full]
    explained = forms.union(each.explanation.actions for each in full)
    others = (each for each in found if not each.is_full and each.actions & ~explained)
    kept = [*(_placed(each, full) for each in full), *others]
    order = {activity.id: number for number, activity in enumerate(forms.activities())}
    return sorted(kept, key=lambda each: order[each.granted.id])


def _placed(match: Match, full: Sequence[Match]) -> Match:
    """A full one, with those others that allow all of it."""
    within = tuple(
        other.granted.id
        for number, other in enumerate(full)
        if other is not match
        and match.actions & other.actions == match.actions
        and is_within(match.own, other.own)
        and (full.index(match) > number or not is_within(other.own, match.own))
    )
    return match._replace(granted=match.granted._replace(within=within)) if within else match


class Shortfall(NamedTuple):
    """The actions of clauses that statements do not allow: those that are `missing`, and with them those that are
    allowed in `part`, on some of the resources or under further conditions.
    """

    missing: int
    part: int


class Binding(NamedTuple):
    """The values of a parameter with which most is allowed, and what is not allowed of its clauses with them."""

    values: tuple[str, ...]
    shortfall: Shortfall


class Fit(NamedTuple):
    """How far a form fits: the actions that it lacks, those that it has in part, and the values of its parameters."""

    form: ActivityForm
    missing: int
    part: int
    values: dict[str, tuple[str, ...]]

    @property
    def rank(self) -> tuple[int, int, int]:
        """The best fit has the lowest: first what it lacks or has in part, and of as much the form with most."""
        missing = self.missing.bit_count()
        return missing + self.part.bit_count(), missing, -self.form.all_actions.bit_count()

    @property
    def is_full(self) -> bool:
        return not self.missing and not self.part

    @property
    def clauses(self) -> tuple[FormClause, ...]:
        """What the form allows with these values."""
        return tuple(_bound([self.form], self))


def fit(form: ActivityForm, held: Held) -> Fit:
    """How far a principal's statements grant one form of an activity."""
    return _fit(form, held.statements.about(form.all_actions))


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
    own = (clause for fit in best for clause in _bound([fit.form], fit))
    every = [form for region in regions for form in forms.forms(activity, home, region)]
    explaining = (clause for fit in best for clause in _bound(every, fit))
    actions = first.form.actions & ~first.missing
    return Match(granted, actions, tuple(dict.fromkeys(own)), Explanation(tuple(dict.fromkeys(explaining))))


def _best(
    activity: Activity, statements: StatementsAbout, allowed: int, home: Home, regions: Sequence[str]
) -> list[Fit]:
    """The best fit of all forms; of full ones as good, one for each region."""
    best: list[Fit] = []
    for region in regions:
        here = [each for each in forms.forms(activity, home, region) if _is_apt(each, statements)]
        for fit in _fits(here, statements, allowed):
            if not best or fit.rank < best[0].rank:
                best = [fit]
            elif fit.rank == best[0].rank and fit.is_full and best[-1].form not in here:
                best.append(fit)  # as much in another region
        if best and best[0].is_full and region == _ANY:
            break
    return best


def _is_apt(form: ActivityForm, statements: StatementsAbout) -> bool:
    """Whether statements ask for the VPC or the KMS keys of a form that has such conditions."""
    return not form.variant or form.open_tests <= statements.asked


def _fits(candidates: Sequence[ActivityForm], statements: StatementsAbout, allowed: int) -> Iterator[Fit]:
    """How far the forms fit of which no action is missing, and that of which the fewest are if none of them is full."""
    lacking = sorted(candidates, key=lambda form: (form.actions & ~allowed).bit_count())
    whole = [_fit(form, statements) for form in lacking if not form.actions & ~allowed]
    yield from whole
    if not any(fit.is_full for fit in whole):
        yield from (_fit(form, statements) for form in lacking[len(whole) : len(whole) + 1])


def _fit(form: ActivityForm, statements: StatementsAbout) -> Fit:
    values: dict[str, tuple[str, ...]] = {}
    denies = form.denies if statements.has_denies else frozenset()
    missing, part = _shortfall(form.fixed, statements.about(_actions(form.fixed)), denies)
    for parameter, clauses in form.by_parameter.items():
        binding = _bind(clauses, statements.about(_actions(clauses)), denies)
        if binding.values:
            values[parameter] = binding.values
        if parameter not in form.optional:
            missing |= binding.shortfall.missing
            part |= binding.shortfall.part
    return Fit(form, missing, part & ~missing, values)


@lru_cache(maxsize=MOST_KEPT)
def _shortfall(
    clauses: tuple[FormClause, ...], statements: StatementsAbout, own_denies: frozenset[object]
) -> Shortfall:
    missing = part = 0
    for clause in clauses:
        found = coverage(clause, statements.about(clause.actions), own_denies)
        missing |= clause.actions & ~(found.whole | found.part)
        part |= clause.actions & ~found.whole
    return Shortfall(missing, part)


@lru_cache(maxsize=MOST_KEPT)
def _bind(clauses: tuple[FormClause, ...], statements: StatementsAbout, own_denies: frozenset[object]) -> Binding:
    best: tuple[int, int] = (0, 0)
    chosen: list[str] = []
    about = [statements.about(clause.actions) for clause in clauses]
    for value in _values(clauses, statements):
        found = [
            coverage(forms.bound(clause, value), own, own_denies) for clause, own in zip(clauses, about, strict=True)
        ]
        rank = sum(each.whole.bit_count() for each in found), sum(each.part.bit_count() for each in found)
        if rank > best:
            best, chosen = rank, [value]
            if value == _ANY and all(each.whole == clause.actions for clause, each in zip(clauses, found, strict=True)):
                break
        elif rank == best and any(rank):
            chosen.append(value)
    first = chosen[0] if chosen else _ANY
    filled = tuple([forms.bound(clause, first) for clause in clauses])
    return Binding(tuple(chosen), _shortfall(filled, statements, own_denies))


@lru_cache(maxsize=MOST_KEPT)
def _actions(clauses: tuple[FormClause, ...]) -> int:
    return forms.union(clause.actions for clause in clauses)


def _values(clauses: Sequence[FormClause], statements: StatementsAbout) -> list[str]:
    """The possible values of the parameter: everything, or what the statements name in its place."""
    texts = {text for each in statements.allows for text in each.texts}
    found = Counter(value for clause in clauses for text in texts for value in clause.values(text))
    return [_ANY, *sorted(found, key=lambda value: (-found[value], value))]


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


def _bound(some: Iterable[ActivityForm], fit: Fit) -> Iterator[FormClause]:
    """The clauses of forms, with the values that were found."""
    for clause in (clause for form in some for clause in form.clauses):
        if clause.parameter is None:
            yield clause
        else:
            yield from (forms.bound(clause, value) for value in fit.values.get(clause.parameter, ()))


def _is_part(granted: int, whole: int) -> bool:
    missing = (whole & ~granted).bit_count()
    return granted != 0 and missing <= max(1, whole.bit_count() // _MOST_MISSING)
