"""Which activities explain a role's policies, and with which settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import NamedTuple

from rolecast.catalogue.activity import Activity, Edition, Overlay
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account, arn_partition
from rolecast.iam.partitions import PARTITIONS
from rolecast.reading.shapes import Rule
from rolecast.recognition.unification import Values, unify
from rolecast.role import Environment

SHARED = ("subnets", "security_groups", "data_keys", "volume_keys", "studio_id")
"""Parameters that a role has once, for all of its activities."""

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


class Setting(NamedTuple):
    """What a role's policies depend on beside its activities."""

    region: str | None
    flow: Flow
    edition: Edition
    overlays: tuple[Overlay, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What explains policies: `activities` with their own values by id, `shared` values, the names' common `suffix`,
    and the names of the policies that are explained.
    """

    setting: Setting
    suffix: str = ""
    activities: Mapping[str, Values] = field(default_factory=dict)
    shared: Values = field(default_factory=dict)
    policies: frozenset[str] = frozenset()


class _Match(NamedTuple):
    """A policy, or several of one activity, or of the flow itself, that a template makes with these values."""

    activity: str | None
    suffix: str
    values: Values
    policies: frozenset[str]


def explain(policies: Mapping[str, Document], arn: str, regions: list[str | None], usual_suffix: str) -> Explanation:
    """The setting and the activities that explain most of the policies of the role of this ARN.

    Of several that explain as many, the console's own edition comes before the corrected one, and fewer conditions
    before more.
    """
    best: Explanation | None = None
    for setting in _settings(regions):
        found = _explain(policies, _known(arn, setting.region), setting, usual_suffix)
        if best is None or len(found.policies) > len(best.policies):
            best = found
    assert best is not None
    return best


def _settings(regions: list[str | None]) -> Iterator[Setting]:
    for edition, flow, overlays, region in product(Edition, CATALOGUE.flows(), _CUSTOMIZATIONS, regions):
        if set(overlays) <= set(flow.customizations):
            yield Setting(region, flow, edition, overlays)


def _known(arn: str, region: str | None) -> templates.Values:
    """What the places that depend on where a role lives stand for; its ARN has all but the region."""
    partition = next(each for each in PARTITIONS if each.id == arn_partition(arn))
    return {
        "partition": [partition.id],
        "dns_suffix": [partition.dns_suffix],
        **Environment(arn_account(arn), region).values,
    }


def _explain(
    policies: Mapping[str, Document], known: templates.Values, setting: Setting, usual_suffix: str
) -> Explanation:
    matches = [
        match
        for activity in (CATALOGUE.activities() if setting.flow.activities else ())
        for match in _of_activity(activity, policies, known, setting)
    ]
    matches += _of_flow(policies, known, setting.flow)
    counts = Counter(match.suffix for match in matches)
    suffix = max(counts, key=lambda text: (counts[text], text == usual_suffix), default="")
    shared: Values = {}
    activities: dict[str, Values] = {}
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
        return Explanation(setting)  # the conditions hold no value, so the role file would have to invent one
    return Explanation(setting, suffix, activities, shared, explained)


def _of_activity(
    activity: Activity, policies: Mapping[str, Document], known: templates.Values, setting: Setting
) -> Iterator[_Match]:
    wanted = (*setting.overlays, *setting.flow.overlays)
    names = activity.policy_names(wanted)
    suffixes = [name.removeprefix(names[0]) for name in policies if names and name.startswith(names[0])]
    if not suffixes:
        return
    corrections = activity.correction_names if setting.edition is Edition.CORRECTED else ()
    rules = {**_RULES, **{name: parameter.type.rule for name, parameter in activity.parameters.items()}}
    for suffix in filter(None, suffixes):
        for without in _without(activity):
            documents = activity.documents(wanted, corrections, without=without)
            found = [
                unify(templates.fill(document, known), policies[f"{name}{suffix}"], rules)
                for name, document in documents.items()
                if f"{name}{suffix}" in policies
            ]
            if len(found) == len(documents) and all(values is not None for values in found):
                whole = {name: texts for values in found for name, texts in (values or {}).items()}
                yield _Match(activity.id, suffix, whole, frozenset(f"{name}{suffix}" for name in documents))
                break


def _without(activity: Activity) -> Iterator[tuple[str, ...]]:
    """Which of the optional parameters may have been left out: none, one, and so on to all."""
    optional = [name for name, parameter in activity.parameters.items() if parameter.default == ()]
    for count in range(len(optional) + 1):
        yield from combinations(optional, count)


def _of_flow(policies: Mapping[str, Document], known: templates.Values, flow: Flow) -> Iterator[_Match]:
    for name, statements in flow.policies.items():
        template = {"Version": "2012-10-17", "Statement": list(statements.values())}
        for policy, document in policies.items():
            suffix = policy.removeprefix(name)
            if suffix and suffix != policy and unify(templates.fill(template, known), document, {}) is not None:
                yield _Match(None, suffix, {}, frozenset([policy]))
