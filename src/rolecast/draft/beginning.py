"""The text of a new role file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from rolecast.catalogue.activity import Activity, Parameter
from rolecast.catalogue.groups import TITLES, JobGroup, grouped
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES, ParameterType
from rolecast.catalogue.persona import Persona, PersonaKind
from rolecast.draft.passing import passed_roles, roles_for, ticked_by, trusted_services
from rolecast.iam.partitions import partition_of

SCHEMA_FILE = "roles.schema.json"
"""The file beside a role file by which editors check it: https://github.com/redhat-developer/yaml-language-server."""
_EXAMPLES = {"account": "123456789012", "region": "us-east-1"}

FormValues = Mapping[str, list[str]]


def parameters_of(persona_id: str) -> dict[str, Parameter]:
    """The parameters that a new file with this persona must have, those of the roles that it passes included."""
    return {
        name: parameter
        for persona in roles_for(CATALOGUE.persona(persona_id)).values()
        for activity in ticked_by(persona)
        for name, parameter in activity.parameters.items()
        if parameter.is_required and name != "pass_roles"
    }


def draft(persona_id: str, values: FormValues) -> str:
    """A commented role file for the persona, with the roles that it passes. It builds as it stands."""
    return "\n".join(_lines(CATALOGUE.persona(persona_id), values)) + "\n"


def _lines(persona: Persona, values: FormValues) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={SCHEMA_FILE}"
    yield "# Roles for SageMaker. `rolecast build` makes the policies, `rolecast schema` the file that editors read."
    yield "version: 1"
    for name, comment in (("account", "12 digits, quoted"), ("region", "the partition follows from it")):
        value = values.get(name)
        note = comment if value else f"an example: put your own {name} here"
        yield f'{name}: "{value[0] if value else _EXAMPLES[name]}"  # {note}'
    yield "edition: corrected  # AWS's policies with their known faults fixed; `console` makes them as AWS does"
    yield "# network:                      # VPC conditions for jobs, models and schedules"
    yield "#   subnets: [subnet-0a1b2c3d4e5f67890]"
    yield "#   security_groups: [sg-0a1b2c3d4e5f67890]"
    yield "# encryption:                   # KMS conditions for jobs, endpoints, schedules and data"
    yield f"#   data_keys: [{example(TYPES['kms-key-arn'], values)}]"
    yield f"#   volume_keys: [{example(TYPES['kms-key-arn'], values)}]"
    yield "roles:"
    roles = roles_for(persona)
    for number, (key, each) in enumerate(roles.items()):
        if number:
            yield ""
        yield from _role(key, each, values, {other: roles[other] for other in [*roles][:number]})
    yield from _others(persona, values)


def _role(key: str, persona: Persona, values: FormValues, before: Mapping[str, Persona]) -> Iterator[str]:
    """A role, which passes some of those that stand before it."""
    ticked = ticked_by(persona)
    yield f"  {key}:  # {persona.description['en'].rstrip('.')}"
    yield f"    persona: {persona.id}"
    if trusted := trusted_services(ticked):
        yield f"    trust: {{services: [{', '.join(trusted)}]}}  # keep those that run with it"
    passed = passed_roles(ticked, before)
    if passed.usual:
        yield f"    pass_roles: [{', '.join(passed.usual)}]"
    yield "    activities:"
    for activity in ticked:
        yield from _activity(activity, persona, values, passed.own.get(activity.id, []))


def _activity(activity: Activity, persona: Persona, values: FormValues, pass_roles: list[str]) -> Iterator[str]:
    parameters = [parameter for name, parameter in activity.parameters.items() if name != "pass_roles"]
    note = "" if parameters or pass_roles else f"; {_reason(activity, persona)}"
    yield f"      {activity.id}:  # {activity.title}{note}{_mark(activity)}"
    for parameter in parameters:
        said = parameter.description["en"]
        if parameter.name in values:
            yield f"        {_assignment(parameter, values)}  # {said}"
        elif parameter.is_required:
            yield f"        {_assignment(parameter, values)}  # an example: {said}"
        else:
            yield f"        # {_assignment(parameter, values)}  # optional: {said}"
    if pass_roles:
        yield f"        pass_roles: [{', '.join(pass_roles)}]"


def _mark(activity: Activity) -> str:
    return f"; privileged, {' and '.join(activity.privileges)}" if activity.privileges else ""


def _reason(activity: Activity, persona: Persona) -> str:
    return (
        "preselected by the persona" if activity.id in persona.activities else _why_added(activity, ticked_by(persona))
    )


def _others(persona: Persona, values: FormValues) -> Iterator[str]:
    ticked = {activity.id for activity in ticked_by(persona)}
    offered = [
        activity
        for activity in CATALOGUE.activities()
        if activity.id not in ticked
        and (activity.group is not JobGroup.RUN_AS or persona.kind is not PersonaKind.PERSON)
    ]
    yield "      # Tick more by removing the #; untick one of the persona's with `false`."
    for group, members in grouped(offered).items():
        yield f"      # -- {TITLES[group]['en']} --"
        for activity in members:
            needed = [parameter for name, parameter in activity.parameters.items() if parameter.is_required]
            given = ", ".join(_assignment(parameter, values) for parameter in needed if parameter.name != "pass_roles")
            yield f"      # {activity.id}:{f' {{{given}}}' if given else ''}  # {activity.title}{_mark(activity)}"


def _why_added(activity: Activity, ticked: list[Activity]) -> str:
    needing = [other.id for other in ticked if any(activity.id in alternatives for alternatives in other.requires)]
    return f"the persona does not preselect it, but {', '.join(needing)} cannot do without"


def _assignment(parameter: Parameter, values: FormValues) -> str:
    given = (values.get(parameter.name) or [example(parameter.type, values)])[: parameter.most]
    return f"{parameter.name}: [{', '.join(map(_scalar, given))}]"


def _scalar(text: str) -> str:
    """The text as YAML has it: quoted where something in it could mean something else."""
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_./:-]*", text) and not text.endswith(":")
    return text if plain and text.lower() not in ("null", "true", "false") else json.dumps(text)


def example(type: ParameterType, values: FormValues) -> str:
    """The type's example, moved to the file's own account, region and partition."""
    moved = type.example
    for name, text in _EXAMPLES.items():
        if given := values.get(name):
            moved = moved.replace(text, given[0])
    partition = partition_of(values.get("region", [_EXAMPLES["region"]])[0])
    return moved.replace("arn:aws:", f"arn:{partition.id}:") if partition else moved
