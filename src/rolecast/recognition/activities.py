"""Finds the activities, with their settings, that explain a role's policies by name and content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from rolecast.catalogue.activity import Activity, Edition, Overlay, Parameter, Variant
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION
from rolecast.reading.shapes import Rule
from rolecast.recognition.unification import FoundValues, MatchedDocument, MatchedTemplate
from rolecast.role import Environment, Role

SHARED = ("subnets", "security_groups", "data_keys", "volume_keys", "studio_id")
"""Parameters that a role sets once for all of its activities."""

_RULES: Mapping[str, Rule] = {
    "subnets": TYPES["subnet-id"].rule,
    "security_groups": TYPES["security-group-id"].rule,
    "data_keys": TYPES["kms-key-arn"].rule,
    "volume_keys": TYPES["kms-key-arn"].rule,
    "studio_id": TYPES["studio-id"].rule,
    "pass_roles": TYPES["role"].rule,
}
_VALUES = {Overlay.VPC: ("subnets", "security_groups"), Overlay.KMS: ("data_keys", "volume_keys")}
_CUSTOMIZATIONS: tuple[tuple[Overlay, ...], ...] = ((), (Overlay.VPC,), (Overlay.KMS,), (Overlay.VPC, Overlay.KMS))


class RecognitionSetting(NamedTuple):
    """The settings, apart from the activities, that a role's policies depend on."""

    region: str | None
    flow: Flow
    edition: Edition
    overlays: tuple[Overlay, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """An explanation of policies: `activities` with their own values by id, `shared` values, the common `suffix` of
    names, and the names of the explained policies.
    """

    setting: RecognitionSetting
    suffix: str = ""
    activities: Mapping[str, FoundValues] = field(default_factory=dict)
    shared: FoundValues = field(default_factory=dict)
    policies: frozenset[str] = frozenset()


class _Match(NamedTuple):
    """A policy, or several of one activity or of the flow itself, that a template produces with these values."""

    activity: str | None
    suffix: str
    values: FoundValues
    policies: frozenset[str]


def explain(policies: Mapping[str, Document], role: Role, regions: list[str | None]) -> Recognition:
    """The setting and activities that explain the most of the role's `policies`.

    Among equally good ones, it prefers the console's own edition to the corrected one, and fewer conditions.
    """
    explainer = _Explainer(policies, role)
    best: Recognition | None = None
    for setting in _settings(regions):
        found = explainer.explain(setting)
        if best is None or len(found.policies) > len(best.policies):
            best = found
        if len(best.policies) == len(policies):
            break
    assert best is not None
    return best


def _settings(regions: list[str | None]) -> Iterator[RecognitionSetting]:
    for edition, flow, overlays, region in product(Edition, CATALOGUE.flows(), _CUSTOMIZATIONS, regions):
        if set(overlays) <= set(flow.customizations):
            yield RecognitionSetting(region, flow, edition, overlays)


class _Explainer:
    """Matches a role's policies with templates, each pair once."""

    def __init__(self, policies: Mapping[str, Document], role: Role) -> None:
        self._subjects = {name: MatchedDocument(document) for name, document in policies.items() if not document.faults}
        self._environment = role.environment
        self._usual_suffix = f"_{role.name}"
        names = "\n".join(["", *policies])
        called = (CATALOGUE.activity(each) for name, each in CATALOGUE.policies.items() if f"\n{name}" in names)
        self._activities = sorted(called, key=lambda activity: activity.number)
        self._matches: dict[tuple[str, Variant, Edition, str | None], tuple[_Match, ...]] = {}

    def explain(self, setting: RecognitionSetting) -> Recognition:
        matches = [*self._of_activities(setting), *self._of_flow(setting)]
        counts = Counter(match.suffix for match in matches)
        suffix = max(counts, key=lambda text: (counts[text], text == self._usual_suffix), default="")
        shared: FoundValues = {}
        activities: dict[str, FoundValues] = {}
        explained: frozenset[str] = frozenset()
        for match in matches:
            together = {name: values for name, values in match.values.items() if name in SHARED}
            if match.suffix != suffix or any(shared.get(name, values) != values for name, values in together.items()):
                continue
            shared |= together
            explained |= match.policies
            if match.activity is not None:
                activities[match.activity] = {name: own for name, own in match.values.items() if name not in SHARED}
        if any(not shared.keys() & set(_VALUES[overlay]) for overlay in setting.overlays):
            return Recognition(setting)  # the conditions contain no value, so the role file would have to invent one
        return Recognition(setting, suffix, activities, shared, explained)

    def _of_activities(self, setting: RecognitionSetting) -> Iterator[_Match]:
        for activity in self._activities if setting.flow.activities else ():
            variant = _variant(activity, (*setting.overlays, *setting.flow.overlays))
            key = activity.id, variant, setting.edition, setting.region
            if key not in self._matches:
                self._matches[key] = tuple(self._of_activity(activity, variant, setting))
            yield from self._matches[key]

    def _of_activity(self, activity: Activity, variant: Variant, setting: RecognitionSetting) -> Iterator[_Match]:
        names = _policy_names(activity, variant)
        suffixes = [name.removeprefix(names[0]) for name in self._subjects if names and name.startswith(names[0])]
        if not any(suffixes):
            return
        documents = _templates(activity, variant, setting.edition, self._environment, setting.region)
        rules, usual = rules_of(activity)
        optional = {name for name, values in usual.items() if not values}
        for suffix in filter(None, suffixes):
            found = {
                f"{name}{suffix}": template.unify(subject, rules, optional)
                for name, template in documents.items()
                if (subject := self._subjects.get(f"{name}{suffix}")) or not template.may_be_left_out(optional)
            }
            if None not in found.values():
                whole = {name: texts for values in found.values() for name, texts in (values or {}).items()}
                own = {name: texts for name, texts in whole.items() if texts != usual.get(name)}
                yield _Match(activity.id, suffix, own, frozenset(found))

    def _of_flow(self, setting: RecognitionSetting) -> Iterator[_Match]:
        for name, statements in setting.flow.policies.items():
            template = {"Version": VERSION, "Statement": list(statements.values())}
            for policy, subject in self._subjects.items():
                suffix = policy.removeprefix(name)
                if suffix and suffix != policy:
                    filled = templates.fill(template, _known(self._environment, setting.region))
                    if MatchedTemplate(filled).unify(subject, {}) is not None:
                        yield _Match(None, suffix, {}, frozenset([policy]))


def _known(environment: Environment, region: str | None) -> templates.Fillings:
    """The values of `{{account}}` and similar placeholders."""
    return {**environment._replace(region=region).values, **environment.values}


@cache
def _variant(activity: Activity, overlays: Variant) -> Variant:
    return activity.effective(overlays)


@cache
def _policy_names(activity: Activity, variant: Variant) -> list[str]:
    return activity.policy_names(variant)


@lru_cache(maxsize=1_024)
def _templates(
    activity: Activity, variant: Variant, edition: Edition, environment: Environment, region: str | None
) -> Mapping[str, MatchedTemplate]:
    """The activity's policies, by the beginning of their name."""
    corrections = activity.correction_names if edition is Edition.CORRECTED else ()
    documents = activity.documents(variant, corrections)
    values = _known(environment, region)
    return {name: MatchedTemplate(templates.fill(document, values)) for name, document in documents.items()}


@cache
def rules_of(activity: Activity) -> tuple[Mapping[str, Rule], Mapping[str, list[str]]]:
    """The rules for values of the placeholders in the activity's policies, and the defaults of those that have any."""
    parameters = activity.parameters.values()
    rules = {**_RULES, **{parameter.name: _rule(parameter) for parameter in parameters}}
    return rules, {each.name: list(each.default) for each in parameters if each.default is not None}


def _rule(parameter: Parameter) -> Rule:
    """The rule for a value. Also accepts the default, which the parameter's type may reject."""
    return lambda text: None if text in (parameter.default or ()) else parameter.type.rule(text)
