"""The text of a new role file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolecast.catalogue.activity import Activity, Parameter
from rolecast.catalogue.groups import TITLES, JobGroup, grouped
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES, ParameterType
from rolecast.catalogue.persona import Persona, PersonaKind
from rolecast.draft.passing import passed_roles, roles_for, selected_by, trusted_services
from rolecast.iam.partitions import partition_of
from rolecast.reading.languages import Language

SCHEMA_FILE = "roles.schema.json"
"""The schema beside a role file, for editors: https://github.com/redhat-developer/yaml-language-server."""
_EXAMPLES = {"account": "123456789012", "region": "us-east-1"}

FormValues = Mapping[str, list[str]]


def parameters_of(persona_id: str) -> dict[str, Parameter]:
    """The required parameters of a new file with this persona, including those of the roles that it passes."""
    return {
        name: parameter
        for persona in roles_for(CATALOGUE.persona(persona_id)).values()
        for activity in selected_by(persona)
        for name, parameter in activity.parameters.items()
        if parameter.is_required and name != "pass_roles"
    }


class _Comments(NamedTuple):
    """The comments of a role file, in one language."""

    purpose: str
    account: str
    region: str
    example: str
    edition: str
    network: str
    encryption: str
    trust: str
    value: str
    optional: str
    preselected: str
    needed: str
    privileged: str
    joint: str
    more: str


_COMMENTS = {
    Language.EN: _Comments(
        purpose="Roles for SageMaker: build them with `rolecast build`.",
        account="12 digits, quoted",
        region="the partition follows from it",
        example="an example: replace it with your own {name}",
        edition="AWS's policies with their known faults fixed; `console` is exactly what AWS generates",
        network="VPC conditions for jobs, models and schedules",
        encryption="KMS conditions for jobs, endpoints, schedules and data",
        trust="keep only the services that run with this role",
        value="an example: {meaning}",
        optional="optional: {meaning}",
        preselected="preselected by the persona",
        needed="not preselected by the persona, but required by {activities}",
        privileged="privileged, {privileges}",
        joint=" and ",
        more="To add an activity, remove its #. To remove one of the persona's, write `false`.",
    ),
    Language.JA: _Comments(
        purpose="SageMaker のロール。`rolecast build` でビルドします",
        account="12 桁の数字を引用符で囲みます",
        region="パーティションはリージョンから決まります",
        example="例です。ご自身の値 ({name}) に置き換えてください",
        edition="既知の不具合を修正した AWS のポリシー。`console` では AWS が生成するとおりのポリシーになります",
        network="ジョブ、モデル、スケジュールの VPC 条件",
        encryption="ジョブ、エンドポイント、スケジュール、データの KMS 条件",
        trust="このロールで実行するサービスだけを残してください",
        value="例です: {meaning}",
        optional="省略可: {meaning}",
        preselected="ペルソナで選択済み",
        needed="ペルソナでは選択されませんが、{activities} に必要です",
        privileged="特権: {privileges}",
        joint="、",
        more="# を削除すると選択できます。ペルソナのアクティビティは `false` で選択を解除できます",
    ),
}


def new_role_file(persona_id: str, values: FormValues, language: Language = Language.EN) -> str:
    """A valid role file for the persona and the roles that it passes, with comments in the language."""
    return "\n".join(_NewFile(values, language).lines(CATALOGUE.persona(persona_id))) + "\n"


class _NewFile:
    """The lines of a new role file."""

    def __init__(self, values: FormValues, language: Language) -> None:
        self._values = values
        self._language = language
        self._comments = _COMMENTS[language]

    def lines(self, persona: Persona) -> Iterator[str]:
        comments, values = self._comments, self._values
        yield f"# yaml-language-server: $schema={SCHEMA_FILE}"
        yield f"# {comments.purpose}"
        yield "version: 1"
        for name, comment in (("account", comments.account), ("region", comments.region)):
            value = values.get(name)
            note = comment if value else comments.example.format(name=name)
            yield f'{name}: "{value[0] if value else _EXAMPLES[name]}"  # {note}'
        yield f"edition: corrected  # {comments.edition}"
        yield f"# network:                      # {comments.network}"
        yield "#   subnets: [subnet-0a1b2c3d4e5f67890]"
        yield "#   security_groups: [sg-0a1b2c3d4e5f67890]"
        yield f"# encryption:                   # {comments.encryption}"
        yield f"#   data_keys: [{example(TYPES['kms-key-arn'], values)}]"
        yield f"#   volume_keys: [{example(TYPES['kms-key-arn'], values)}]"
        yield "roles:"
        roles = roles_for(persona)
        for number, (key, each) in enumerate(roles.items()):
            if number:
                yield ""
            yield from self._role(key, each, {other: roles[other] for other in [*roles][:number]})
        yield from self._others(persona)

    def _role(self, key: str, persona: Persona, before: Mapping[str, Persona]) -> Iterator[str]:
        """A role. It passes those of the roles `before` it that its activities need."""
        selected = selected_by(persona)
        yield f"  {key}:  # {persona.description[self._language].rstrip('.。')}"
        yield f"    persona: {persona.id}"
        if trusted := trusted_services(selected):
            yield f"    trust: {{services: [{', '.join(trusted)}]}}  # {self._comments.trust}"
        passed = passed_roles(selected, before)
        if passed.usual:
            yield f"    pass_roles: [{', '.join(passed.usual)}]"
        yield "    activities:"
        for activity in selected:
            yield from self._activity(activity, persona, passed.own.get(activity.id, []))

    def _activity(self, activity: Activity, persona: Persona, pass_roles: list[str]) -> Iterator[str]:
        parameters = [parameter for name, parameter in activity.parameters.items() if name != "pass_roles"]
        note = "" if parameters or pass_roles else f"; {self._reason(activity, persona)}"
        yield f"      {activity.id}:  # {activity.title}{note}{self._mark(activity)}"
        for parameter in parameters:
            meaning = parameter.description[self._language]
            assignment = _assignment(parameter, self._values)
            if parameter.name in self._values:
                yield f"        {assignment}  # {meaning}"
            elif parameter.is_required:
                yield f"        {assignment}  # {self._comments.value.format(meaning=meaning)}"
            else:
                yield f"        # {assignment}  # {self._comments.optional.format(meaning=meaning)}"
        if pass_roles:
            yield f"        pass_roles: [{', '.join(pass_roles)}]"

    def _mark(self, activity: Activity) -> str:
        privileges = self._comments.joint.join(activity.privileges)
        return f"; {self._comments.privileged.format(privileges=privileges)}" if privileges else ""

    def _reason(self, activity: Activity, persona: Persona) -> str:
        if activity.id in persona.activities:
            return self._comments.preselected
        selected = selected_by(persona)
        needing = [
            other.id for other in selected if any(activity.id in alternatives for alternatives in other.requires)
        ]
        return self._comments.needed.format(activities=", ".join(needing))

    def _others(self, persona: Persona) -> Iterator[str]:
        selected = {activity.id for activity in selected_by(persona)}
        offered = [
            activity
            for activity in CATALOGUE.activities()
            if activity.id not in selected
            and (activity.group is not JobGroup.RUN_AS or persona.kind is not PersonaKind.PERSON)
        ]
        yield f"      # {self._comments.more}"
        for group, members in grouped(offered).items():
            yield f"      # -- {TITLES[group][self._language]} --"
            for activity in members:
                needed = [
                    each for name, each in activity.parameters.items() if each.is_required and name != "pass_roles"
                ]
                given = ", ".join(_assignment(parameter, self._values) for parameter in needed)
                values = f" {{{given}}}" if given else ""
                yield f"      # {activity.id}:{values}  # {activity.title}{self._mark(activity)}"


def _assignment(parameter: Parameter, values: FormValues) -> str:
    given = (values.get(parameter.name) or [example(parameter.type, values)])[: parameter.most]
    return f"{parameter.name}: [{', '.join(map(_scalar, given))}]"


def _scalar(text: str) -> str:
    """The text as a YAML scalar, quoted unless it is certain to be read as text."""
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_./:-]*", text) and not text.endswith(":")
    return text if plain and text.lower() not in ("null", "true", "false") else json.dumps(text)


def example(type: ParameterType, values: FormValues) -> str:
    """The type's example, with the account, region and partition of the file."""
    moved = type.example
    for name, text in _EXAMPLES.items():
        if given := values.get(name):
            moved = moved.replace(text, given[0])
    partition = partition_of(values.get("region", [_EXAMPLES["region"]])[0])
    return moved.replace("arn:aws:", f"arn:{partition.id}:") if partition else moved
