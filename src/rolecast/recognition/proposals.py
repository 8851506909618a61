"""Proposes role files that describe roles by activities, and compares the resulting access."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from rolecast.access.policies import policies_of
from rolecast.catalogue.activity import Edition
from rolecast.composition.compose import compose
from rolecast.iam import comparison
from rolecast.iam.comparison import Comparison
from rolecast.iam.partitions import PARTITIONS
from rolecast.reading.faults import Fault, InputError
from rolecast.recognition import activities, narrowings, settings
from rolecast.recognition.activities import Recognition
from rolecast.recognition.meaning import USUAL_REGION, RoleMeaning, meaning
from rolecast.recognition.settings import Recognized
from rolecast.recognition.writing import role_file
from rolecast.role import Environment, Role
from rolecast.rolefile.load import parse


class Proposed(NamedTuple):
    """A role as composed of activities. `comparison` has what it would allow in addition (gains) and no longer
    (losses).
    """

    recognized: Recognized
    activities: tuple[str, ...]
    comparison: Comparison

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The narrowings, by name."""
        return tuple(self.recognized.settings.get("narrowing", ()))

    @property
    def kept(self) -> tuple[str, ...]:
        """The policies with remaining statements, and those that remain attached."""
        attached = self.recognized.settings.get("additional_policies", ())
        return tuple(dict.fromkeys((*self.recognized.kept, *attached)))

    def text(self, account: str) -> str:
        """The text of the role file."""
        return role_file([self.recognized], account)


def propose(role: Role) -> Proposed | None:
    """The role with activities in place of what they explain; None if they explain nothing.

    Policies that are those of activities by name and content become these. The access of the others is matched with
    activities, and what no activity allows is kept. Conditions that correspond to a narrowing become one if that
    changes less. Raises InputError if a role file cannot describe the role.
    """
    narrowing = narrowings.narrowing_of(role)
    found: list[Proposed] = []
    faults: list[Fault] = []
    for wide, asked in [(role, {}), *([(narrowings.widened(role, narrowing), narrowing)] if narrowing else [])]:
        try:
            proposed = _proposed(role, wide, asked)
        except InputError as error:
            faults = faults or [*error.faults]
            continue
        # The remainder of the widened policies has lost its conditions, so a narrowing must be proved.
        if proposed and (not asked or proposed.comparison.allows_more is False):
            found.append(proposed)
    if faults and not found:
        raise InputError(faults)
    return min(found, key=_change, default=None)


def _change(proposed: Proposed) -> tuple[int, int, int]:
    """How much a proposal changes: the best has the lowest value."""
    compared = proposed.comparison
    gains, losses = (
        len({action for gain in gains for action in gain.actions}) for gains in (compared.gains, compared.losses)
    )
    return gains + len(compared.undecided_gains), losses, len(proposed.kept)


def _proposed(role: Role, wide: Role, narrowing: Mapping[str, Any]) -> Proposed | None:
    """The role with activities that explain `wide`, which is the role without the conditions of a narrowing."""
    explanation, left = _explained(wide)
    if not explanation.activities:
        return None
    reasons: list[Fault] = []
    for described in settings.described(left, explanation):
        attempt = (
            described._replace(settings={**described.settings, "narrowing": narrowing}) if narrowing else described
        )
        try:
            made = _made(role, attempt)
        except InputError as error:
            reasons = list(error.faults)
            continue
        if made.trust_policy.means_same(role.trust_policy):
            compared = comparison.compare(policies_of(role), policies_of(made), home=_home(role))
            return Proposed(attempt, tuple(explanation.activities), compared)
        reasons = [Fault(None, "a role file cannot hold its trust policy")]
    raise InputError(reasons)


def _explained(role: Role) -> tuple[Recognition, Role]:
    """The activities, by name and by meaning, and the role without what is explained by meaning."""
    regions = settings.regions(role)
    named = activities.explain(settings.policies_of(role), role, regions)
    found = max(_meanings(role, named), key=lambda each: each.rank)
    explanation = replace(named, setting=found.setting, activities={**named.activities, **found.activities})
    return explanation, found.left


def _meanings(role: Role, named: Recognition) -> Iterator[RoleMeaning]:
    """The meaning of the rest, in the edition of the activities found by name, or in each edition."""
    for edition in [named.setting.edition] if named.policies else Edition:
        setting = named.setting._replace(edition=edition)
        yield meaning(role, setting, taken=named.activities, kept=named.policies)


def _made(role: Role, attempt: Recognized) -> Role:
    """The role that the role file results in, in the role's account. Raises InputError if the file is invalid."""
    account = role.environment.account
    assert account is not None
    (made,) = compose(parse(role_file([attempt], account)), home=Environment(account)).values()
    home = _home(role)
    environment = Environment(account, made.environment.region or home.region)
    return replace(made, environment=environment).fill(environment.values)


def _home(role: Role) -> comparison.Home:
    partition = role.environment.partition or PARTITIONS[0]
    account = role.environment.account
    assert account is not None
    regions = [each for each in settings.regions(role) if each]
    return comparison.Home(account, regions[0] if regions else USUAL_REGION, partition.id)
