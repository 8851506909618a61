"""Finds the activities that a role's statements amount to, regardless of names and spelling.

A fully granted activity adds nothing. An activity that lacks a few actions or resources is chosen only if it explains
far more than it adds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rolecast.audits import forms
from rolecast.audits.activities import Fit, fit
from rolecast.audits.statements import Reader
from rolecast.catalogue.activity import Activity
from rolecast.recognition.activities import RecognitionSetting, rules_of
from rolecast.recognition.remainder import Cutter, Remainder
from rolecast.recognition.unification import FoundValues
from rolecast.role import Role

USUAL_REGION = "us-east-1"
"""The region for activities if the role's policies name none."""
_MOST_ADDED = 4
"""An activity may add one action for each of this many that only it explains."""


@dataclass(frozen=True)
class RoleMeaning:
    """Activities with their values by id, and the role without the access that they explain.

    `explained` is the number of actions that the activities removed from the policies; `added` is the number of actions
    that they allow more widely than the role. A comparison shows the details.
    """

    setting: RecognitionSetting
    activities: Mapping[str, FoundValues]
    left: Role
    explained: int
    added: int

    @property
    def rank(self) -> tuple[int, int]:
        """The best has the highest rank."""
        return self.explained - _MOST_ADDED * self.added, -len(self.activities)


def meaning(
    role: Role, setting: RecognitionSetting, taken: Collection[str] = (), kept: Collection[str] = ()
) -> RoleMeaning:
    """The activities that the role's statements amount to in this setting, in addition to those `taken`.

    Policies named in `kept` remain unchanged. The role's documents must be filled in.
    """
    return _Finder(role, setting, taken, kept).find()


class _Candidate(NamedTuple):
    activity: Activity
    fit: Fit
    values: FoundValues

    @property
    def added(self) -> int:
        return (self.fit.missing | self.fit.part).bit_count()


class _Finder:
    def __init__(self, role: Role, setting: RecognitionSetting, taken: Collection[str], kept: Collection[str]) -> None:
        self._role = role
        self._setting = setting
        self._taken = taken
        self._cutter = Cutter(role, kept)

    def find(self) -> RoleMeaning:
        candidates = sorted(self._candidates(), key=lambda each: (each.added, each.activity.number))
        able = {each.activity.id: each for each in candidates if not each.added}
        chosen = self._required([*able.values()], able)
        remainder = self._cut(chosen)
        for each in candidates[len(able) :]:
            more = self._required([*chosen, each], able)
            found = self._cut(more)
            if (found.explained & ~remainder.explained).bit_count() >= _MOST_ADDED * each.added:
                chosen, remainder = more, found
        chosen = self._fewest(chosen, remainder)
        return RoleMeaning(
            self._setting,
            {each.activity.id: each.values for each in chosen},
            self._cut(chosen).role,
            remainder.explained.bit_count(),
            sum(each.added for each in chosen),
        )

    def _candidates(self) -> Iterator[_Candidate]:
        held = Reader().read(self._role)
        home = tuple((name, texts[0]) for name, texts in self._role.environment.values.items() if name != "region")
        region = self._setting.region or USUAL_REGION
        overlays = (*self._setting.overlays, *self._setting.flow.overlays)
        explainable = self._cutter.explainable
        for activity in forms.activities() if self._setting.flow.activities and explainable else ():
            form = forms.form(activity, self._setting.edition, activity.effective(overlays), home, region)
            lacking = (form.actions & ~held.actions).bit_count()
            is_near = form.actions & explainable and lacking * _MOST_ADDED <= form.actions.bit_count()
            # The values of VPC and KMS conditions are only known from policies with the activities' own names.
            if activity.id not in self._taken and is_near and not form.open_tests:
                found = fit(form, held)
                if (values := _values(activity, found)) is not None:
                    yield _Candidate(activity, found, values)

    def _cut(self, chosen: Iterable[_Candidate]) -> Remainder:
        return self._cutter.cut([clause for each in chosen for clause in each.fit.clauses])

    def _required(self, chosen: Sequence[_Candidate], able: Mapping[str, _Candidate]) -> list[_Candidate]:
        """The candidates whose requirements are met, and those that meet them."""
        found = {each.activity.id: each for each in chosen}
        for each in chosen:
            for alternatives in each.activity.unmet([*found, *self._taken]):
                found.update({name: able[name] for name in alternatives[:1] if name in able})
        while unmet := [name for name, each in found.items() if each.activity.unmet([*found, *self._taken])]:
            found = {name: each for name, each in found.items() if name not in unmet}
        return list(found.values())

    def _fewest(self, chosen: list[_Candidate], remainder: Remainder) -> list[_Candidate]:
        """The candidates without those that explain nothing the others do not; removes those with the fewest actions
        first.
        """
        for each in sorted(chosen, key=lambda one: (one.fit.form.actions.bit_count(), one.activity.number)):
            others = [other for other in chosen if other is not each]
            if self._required(others, {}) == others and self._cut(others).texts == remainder.texts:
                chosen = others
        return chosen


def _values(activity: Activity, found: Fit) -> FoundValues | None:
    """Valid values of the activity's parameters, except defaults; None if a required parameter has none."""
    rules, usual = rules_of(activity)
    values: FoundValues = {}
    for name, texts in found.values.items():
        valid = [text for text in texts if name in rules and rules[name](text) is None]
        if valid and valid != usual.get(name):
            values[name] = valid
    needed = (each.name for each in activity.parameters.values() if each.is_required)
    return values if all(name in values for name in needed) else None
