"""The settings of a role file for a role of an account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Edition
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.naming import DEFAULT_PREFIX
from rolecast.composition.trust import usual_services
from rolecast.deployment.ownership import user_tags
from rolecast.iam import fixed, managed, patterns, writing
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account, arn_name, arn_partition
from rolecast.iam.partitions import partition_of
from rolecast.iam.quotas import Quotas
from rolecast.recognition.activities import Recognition, RecognitionSetting, explain
from rolecast.role import AttachedPolicy, PolicyKind, Role

Settings = dict[str, Any]

_REGION = re.compile(r"[:.-]([a-z]{2,4}(?:-[a-z]+)+-\d)[:.-]")
_REGION_END = re.compile(r"-\d[:.-]")
_PLAIN = RecognitionSetting(None, CATALOGUE.flow("role-manager"), Edition.CONSOLE, ())
_UNIQUE_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,}")
"""The ID that IAM substitutes for a deleted principal.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""


class Recognized(NamedTuple):
    """A role for a role file: its key and settings.

    `explained` are its policies that activities produce, `kept` those that the file contains unchanged. `known` has the
    documents of attached policies, by ARN. `notes` are sentences about limits of the file. A role that is not
    modifiable can only be changed by AWS.
    """

    name: str
    key: str
    region: str | None
    settings: Settings
    explained: tuple[str, ...]
    kept: tuple[str, ...]
    known: Mapping[str, Document]
    notes: tuple[str, ...]
    is_modifiable: bool


def attempts(role: Role) -> Iterator[Recognized]:
    """The possible descriptions of a role, best first. Composing the role again shows whether one is correct.

    The role's policies must be valid.
    """
    policies = policies_of(role)
    found = explain(policies, role, regions(role))
    for explanation in (found, Recognition(_PLAIN._replace(region=found.setting.region))):
        yield from described(role, explanation)


def described(role: Role, explanation: Recognition) -> Iterator[Recognized]:
    """The role with these activities, first with its trust policy as settings, then as statements."""
    for trust in (_trust(role.trust_policy, explanation), {"statements": _statements(role.trust_policy)}):
        yield _described(role, policies_of(role), explanation, trust)


def policies_of(role: Role) -> Mapping[str, Document]:
    """The policies that activities may explain: the role's own managed policies or, if it has none, its inline
    policies.
    """
    own = {policy.name: policy.document for policy in role.policies if policy.kind is PolicyKind.MANAGED}
    return own or role.inline


def regions(role: Role) -> list[str | None]:
    """The regions in the documents, most common first; if there are none, the region where the role was last used."""
    texts = " ".join(document.text for document in (role.trust_policy, *policies_of(role).values()))
    found = _REGION.findall(texts) if _REGION_END.search(texts) else ()  # most documents name none
    named = [region for region, _ in Counter(found).most_common(3) if partition_of(region)]
    return named or [role.last_used.region if role.last_used else None]


def _described(role: Role, policies: Mapping[str, Document], found: Recognition, trust: Settings) -> Recognized:
    is_inline = bool(policies) and all(policy.kind is PolicyKind.INLINE for policy in role.policies)
    rest = {name: document.json for name, document in policies.items() if name not in found.policies}
    inline = rest if is_inline else {name: document.json for name, document in role.inline.items()}
    attached = [each.arn for each in role.attached if arn_name(each.arn) not in found.setting.flow.attached]
    passing = _usual_passing(found)
    activities = _activities(found, passing, attached)
    making = {CATALOGUE.activity(name).managed for name, given in activities.items() if given is not False}
    others = [_reference(arn) for arn in attached if arn_name(arn) not in making]
    key = role.name.removeprefix(DEFAULT_PREFIX)
    settings = {
        "name": role.name if key == role.name else None,
        **_usual(role),
        "trust": trust,
        **_setting(found),
        "packing": "inline" if is_inline and found.policies else None,
        "policy_suffix": found.suffix if found.policies and found.suffix != f"_{role.name}" else None,
        "pass_roles": passing if passing != [role.arn] else None,
        "activities": activities,
        "additional_policies": others,
        "extra_policies": {} if is_inline else rest,
        "inline_policies": inline,
    }
    explained = tuple(name for name in policies if name in found.policies)
    kept = tuple(dict.fromkeys((*rest, *inline)))
    settings = {name: value for name, value in settings.items() if value}
    notes = tuple(_notes(role))
    return Recognized(
        role.name, key, found.setting.region, settings, explained, kept, _known(role), notes, _is_modifiable(role)
    )


def _usual(role: Role) -> Settings:
    """The settings that do not depend on activities."""
    length = role.max_session_duration
    return {
        "description": None if "description" in role.unknown else role.description,
        "path": role.path if role.path != "/" else None,
        "max_session_duration": None if "max_session_duration" in role.unknown or length == 3_600 else length,
        "permissions_boundary": _reference(role.boundary_arn) if role.boundary_arn else None,
        "tags": user_tags(role.tags),
        "quotas": _quotas(role),
    }


def _quotas(role: Role) -> dict[str, int]:
    """The raised quotas that the account must have for the role to exist."""
    usual = Quotas()
    needed = {"attached_policies": len(role.attachments), "trust_policy": role.trust_policy.size}
    return {name: number for name, number in needed.items() if number > getattr(usual, name)}


def _setting(found: Recognition) -> Settings:
    shared = found.shared
    groups = {"network": ("subnets", "security_groups"), "encryption": ("data_keys", "volume_keys")}
    return {
        "flow": found.setting.flow.id if found.setting.flow.id != "role-manager" else None,
        "edition": str(found.setting.edition) if found.setting.edition is not Edition.CONSOLE else None,
        **{key: _both(shared, *names) for key, names in groups.items() if shared.keys() & set(names)},
        "studio_id": shared["studio_id"][0] if "studio_id" in shared else None,
    }


def _both(shared: Mapping[str, list[str]], one: str, other: str) -> dict[str, list[str]]:
    """Both lists, since a role file requires both. A list that no policy of the role uses is set to the other one."""
    return {one: shared.get(one) or shared[other], other: shared.get(other) or shared[one]}


def _usual_passing(found: Recognition) -> list[str]:
    """The roles that most activities pass."""
    passing = Counter(tuple(values["pass_roles"]) for values in found.activities.values() if "pass_roles" in values)
    return list(passing.most_common(1)[0][0]) if passing else []


def _activities(found: Recognition, usual_passing: list[str], attached: Iterable[str]) -> dict[str, Any]:
    """The activities with their parameters; False for those that the flow preselects and the role does not have."""
    selected: dict[str, Any] = {}
    for activity_id, values in found.activities.items():
        own = {name: texts for name, texts in values.items() if name != "pass_roles" or texts != usual_passing}
        selected[activity_id] = own or True
    if not found.setting.flow.activities:
        return {}
    held = {arn_name(arn) for arn in attached if arn_account(arn) == "aws"} & CATALOGUE.policies.keys()
    making = map(CATALOGUE.activity, map(CATALOGUE.policies.__getitem__, held))
    for activity in sorted(making, key=lambda activity: activity.number):
        fits = activity.managed in held and not activity.parameters
        if fits and all(set(alternatives) & selected.keys() for alternatives in activity.requires):
            selected[activity.id] = True
    persona = found.setting.flow.persona
    preselected = CATALOGUE.persona(persona).activities if persona else ()
    return {**selected, **{name: False for name in preselected if name not in selected}}


def _trust(document: Document, found: Recognition) -> Settings:
    """The trust policy as settings. Composing the role again shows whether they are complete."""
    principals: dict[str, list[str]] = {"Service": [], "AWS": []}
    for statement in document.statements:
        for kind, texts in statement.principals.entries if statement.principals else ():
            principals.setdefault(kind, []).extend(texts)
    usual = usual_services([CATALOGUE.activity(name) for name in found.activities])
    settings = {
        "confused_deputy": any(statement.conditions for statement in document.statements),
        "principals": principals["AWS"],
    }
    own = {"services": principals["Service"]} if principals["Service"] != usual else {}
    return {**{name: value for name, value in settings.items() if value}, **own}


def _statements(document: Document) -> list[Any]:
    return [writing.statement_json(statement) for statement in document.statements]


def _known(role: Role) -> dict[str, Document]:
    """The documents of attached policies, by ARN, that Rolecast does not have or that differ from its own."""
    attached = filter(None, (*role.attached, role.permissions_boundary))
    return {each.arn: each.text for each in attached if each.text and _is_news(each, each.text)}


def _is_news(attached: AttachedPolicy, text: Document) -> bool:
    published = managed.document_of(attached.arn)
    return not text.faults and not text.names and (published is None or not text.means_same(published))


def _notes(role: Role) -> Iterator[str]:
    if not _is_modifiable(role):
        yield "AWS lets nobody else change this role: remove it from the file before it is deployed."
    for each in filter(None, (*role.attached, role.permissions_boundary)):
        document = each.document
        if document is None or document.faults or document.names:
            yield f"The document of {each.arn} is not known: what it allows or denies is not checked."
    for statement in role.trust_policy.statements:
        for named in (statement.principals, statement.not_principals):
            for _, texts in named.entries if named else ():
                yield from (f"{text} was a user or a role that is deleted." for text in texts if _is_deleted(text))


def _is_modifiable(role: Role) -> bool:
    return not any(patterns.matches_arn(owned, role.arn) for owned in fixed.owned_by_aws("iam:putrolepolicy"))


def _is_deleted(principal: str) -> bool:
    return bool(_UNIQUE_ID.fullmatch(principal))


def _reference(arn: str) -> str:
    """The name of an AWS managed policy if that identifies it, otherwise the ARN."""
    known = managed.find(arn_name(arn)) if arn_account(arn) == "aws" else None
    return known.name if known and known.arn(arn_partition(arn)) == arn else arn
