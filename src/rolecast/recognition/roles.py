"""A role of an account as the role file has it, proved by making it again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from rolecast.catalogue.activity import Edition
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.composition.naming import DEFAULT_PREFIX
from rolecast.composition.trust import SAGEMAKER
from rolecast.deployment.ownership import people_tags
from rolecast.deployment.wanted import Home, roles_of_account
from rolecast.iam import managed
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account, arn_partition
from rolecast.iam.partitions import REGIONS, partition_of
from rolecast.iam.quotas import Quotas
from rolecast.reading.faults import Fault, InputError
from rolecast.recognition.activities import Explanation, Setting, explain
from rolecast.role import PolicyKind, Role
from rolecast.rolefile.load import parse

Settings = dict[str, Any]

_REGION = re.compile(r"[:.-]([a-z]{2,4}(?:-[a-z]+)+-\d)[:.-]")
_PLAIN = Setting(None, CATALOGUE.flow("role-manager"), Edition.CONSOLE, ())


class Recognized(NamedTuple):
    """A role as the role file has it. `explained` are its policies that activities make, `kept` those that stand in
    the file as they are, `left` the inline policies that the file cannot hold beside managed ones.
    """

    name: str
    key: str
    region: str | None
    settings: Settings
    explained: tuple[str, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]


def recognize(role: Role) -> Recognized:
    """The role's settings, with which making it again changes nothing but whose it is.

    Raises InputError where a role file cannot hold the role, such as for a trust policy with conditions of its own.
    """
    own = {policy.name: policy.document for policy in role.policies if policy.kind is PolicyKind.MANAGED}
    policies = own or role.inline
    explanation = explain(policies, role.arn, _regions(role, policies), f"_{role.name}")
    problems: list[str] | InputError = []
    for attempt in (explanation, Explanation(_PLAIN._replace(region=explanation.setting.region))):
        recognized = _described(role, policies, attempt, is_inline=not own and bool(policies))
        problems = _problems(recognized, role)
        if not problems:
            return recognized
    if isinstance(problems, InputError):
        raise problems
    what = ", ".join(f"its {noun}" for noun in problems)
    message = f"role `{role.name}` cannot be written as a role file: {what} cannot be said there"
    raise InputError([Fault(None, message, "leave it as it is, or change it to what a role file can say")])


def role_file(roles: Iterable[Recognized], account: str, region: str | None = None) -> str:
    """The text of a role file with these roles. `region` is for roles whose policies name none."""
    roles = list(roles)
    regions = Counter(role.region for role in roles if role.region)
    usual = regions.most_common(1)[0][0] if regions else region
    keys = {f"{account}:role{role.settings.get('path', '/')}{role.name}": role.key for role in roles}
    written = {}
    for role in roles:
        own = {"region": role.region} if role.region and role.region != usual else {}
        written[role.key] = {**own, **_with_keys(role.settings, keys)}
    unlisted = sorted({named for named in (usual, *regions) if named and named not in REGIONS})
    head = {
        "version": 1,
        "account": account,
        **({"region": usual} if usual else {}),
        **({"unlisted_regions": unlisted} if unlisted else {}),
    }
    return str(yaml.safe_dump({**head, "roles": written}, sort_keys=False, width=110, allow_unicode=True))


def _regions(role: Role, policies: Mapping[str, Document]) -> list[str | None]:
    """The regions that the documents name, the most common first; None where they name none, so that any will do."""
    named = Counter(_REGION.findall(str([document.text for document in (role.trust_policy, *policies.values())])))
    return [region for region, _ in named.most_common(3) if partition_of(region)] or [None]


def _described(role: Role, policies: Mapping[str, Document], found: Explanation, *, is_inline: bool) -> Recognized:
    rest = {name: document for name, document in policies.items() if name not in found.policies}
    ours = {f":policy{role.path}{name}" for name in policies} if not is_inline else set()
    attached = [arn for arn in role.attachments if arn[arn.index(":policy") :] not in ours]
    attached = [arn for arn in attached if _short(arn) not in found.setting.flow.attached]
    passing = _usual_passing(found)
    activities = _activities(found, passing, attached)
    making = {CATALOGUE.activity(name).managed for name, given in activities.items() if given is not False}
    others = [_reference(arn) for arn in attached if _short(arn) not in making]
    key = role.name.removeprefix(DEFAULT_PREFIX)
    settings = {
        **({"name": role.name} if key == role.name else {}),
        **_usual(role),
        **_setting(found),
        **({"packing": "inline"} if is_inline else {}),
        **({"policy_suffix": found.suffix} if found.policies and found.suffix != f"_{role.name}" else {}),
        **({"pass_roles": passing} if passing and passing != [role.arn] else {}),
        **({"activities": activities} if activities else {}),
        **({"additional_policies": others} if others else {}),
        **({"extra_policies": {name: _plain(document.json) for name, document in rest.items()}} if rest else {}),
    }
    left = () if is_inline else tuple(role.inline)
    explained = tuple(name for name in policies if name in found.policies)
    return Recognized(role.name, key, found.setting.region, settings, explained, tuple(rest), left)


def _usual(role: Role) -> Settings:
    """What has nothing to do with activities."""
    boundary, trust = role.boundary_arn, _trust(role.trust_policy)
    description = "" if "description" in role.unknown else role.description
    length = 3_600 if "max_session_duration" in role.unknown else role.max_session_duration
    return {
        **({"description": description} if description else {}),
        **({"path": role.path} if role.path != "/" else {}),
        **({"max_session_duration": length} if length != 3_600 else {}),
        **({"permissions_boundary": _reference(boundary)} if boundary else {}),
        **({"tags": people_tags(role.tags)} if people_tags(role.tags) else {}),
        **({"quotas": _quotas(role)} if _quotas(role) else {}),
        **({"trust": trust} if trust else {}),
    }


def _quotas(role: Role) -> dict[str, int]:
    """The quotas that the account must have had raised, for the role is there."""
    usual = Quotas()
    needed = {"attached_policies": len(role.attachments), "trust_policy": role.trust_policy.size}
    return {name: number for name, number in needed.items() if number > getattr(usual, name)}


def _setting(found: Explanation) -> Settings:
    shared = found.shared
    groups = {"network": ("subnets", "security_groups"), "encryption": ("data_keys", "volume_keys")}
    return {
        **({"flow": found.setting.flow.id} if found.setting.flow.id != "role-manager" else {}),
        **({"edition": str(found.setting.edition)} if found.setting.edition is not Edition.CONSOLE else {}),
        **{key: _both(shared, *names) for key, names in groups.items() if shared.keys() & set(names)},
        **({"studio_id": shared["studio_id"][0]} if "studio_id" in shared else {}),
    }


def _both(shared: Mapping[str, list[str]], one: str, other: str) -> dict[str, list[str]]:
    """Both lists, which a role file asks for. Of keys that no policy of the role holds, any will do: the same."""
    return {one: shared.get(one) or shared[other], other: shared.get(other) or shared[one]}


def _usual_passing(found: Explanation) -> list[str]:
    """The roles that most activities pass."""
    passing = Counter(tuple(values["pass_roles"]) for values in found.activities.values() if "pass_roles" in values)
    return list(passing.most_common(1)[0][0]) if passing else []


def _activities(found: Explanation, usual_passing: list[str], attached: Iterable[str]) -> dict[str, Any]:
    """Each with its parameters; those that the flow preselects and the role does not have are unticked."""
    ticked: dict[str, Any] = {}
    for activity_id, values in found.activities.items():
        own = {name: texts for name, texts in values.items() if name != "pass_roles" or texts != usual_passing}
        ticked[activity_id] = own or True
    if not found.setting.flow.activities:
        return {}
    held = {_short(arn) for arn in attached if arn_account(arn) == "aws"}
    for activity in CATALOGUE.activities():
        fits = activity.managed in held and not activity.parameters
        if fits and all(set(alternatives) & ticked.keys() for alternatives in activity.requires):
            ticked[activity.id] = True
    persona = found.setting.flow.persona
    preselected = CATALOGUE.persona(persona).activities if persona else ()
    return {**ticked, **{name: False for name in preselected if name not in ticked}}


def _trust(document: Document) -> Settings:
    """What of the trust policy a role file can say; whether that is all of it, making the role again will tell."""
    services: list[str] = []
    principals: list[str] = []
    guarded = False
    for statement in () if document.faults else document.statements:
        for kind, texts in statement.principals.entries if statement.principals else ():
            services += texts if kind == "Service" else ()
            principals += texts if kind == "AWS" else ()
        guarded = guarded or bool(statement.conditions)
    return {
        **({"confused_deputy": True} if guarded else {}),
        **({"services": services} if services != [SAGEMAKER] else {}),
        **({"principals": principals} if principals else {}),
    }


def _problems(recognized: Recognized, role: Role) -> list[str] | InputError:
    """What making the role again would change."""
    account, partition = role.environment.account, role.environment.partition
    assert account is not None  # it was found in one
    assert partition is not None
    home = Home(account, partition.id, recognized.region or partition.regions[0])
    try:
        (made,) = roles_of_account(compose(parse(role_file([recognized], account))).values(), home)
    except InputError as error:
        return error
    return list(_differences(role, made))


def _differences(role: Role, made: Role) -> Iterator[str]:
    """What `made` has otherwise than the role, or beside it. What it does not have stays as it is."""
    if not made.trust_policy.means_same(role.trust_policy):
        yield "trust policy"
    for field, noun in (("description", "description"), ("max_session_duration", "session length")):
        if field not in role.unknown and getattr(made, field) != getattr(role, field):
            yield noun
    if made.boundary_arn != role.boundary_arn:
        yield "boundary"
    if set(made.attachments) - set(role.attachments):
        yield "attachments"
    for noun, documents, others in (
        ("policies", role.managed, made.managed),
        ("inline policies", role.inline, made.inline),
    ):
        if any(name not in documents or not document.means_same(documents[name]) for name, document in others.items()):
            yield noun
    if made.tags != {name: value for name, value in role.tags.items() if name in made.tags}:
        yield "tags"


def _with_keys(settings: Settings, keys: Mapping[str, str]) -> Settings:
    """The settings with roles to pass by their keys, where they are in the same file."""
    passing = settings.get("pass_roles")
    named = {"pass_roles": [keys.get(arn.partition("::")[2], arn) for arn in passing]} if passing else {}
    return {**settings, **named}


def _reference(arn: str) -> str:
    """The name of an AWS managed policy, where it is enough, or the ARN."""
    known = managed.find(_short(arn)) if arn_account(arn) == "aws" else None
    return known.name if known and known.arn(arn_partition(arn)) == arn else arn


def _short(arn: str) -> str:
    return arn.rpartition("/")[2]


def _plain(value: Any) -> Any:
    """A copy in plain mappings, lists and texts, which is what YAML writes without marks."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
