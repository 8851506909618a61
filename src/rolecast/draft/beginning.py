"""The text of a new role file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from rolecast.catalogue.activity import Activity, Parameter
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES, ParameterType
from rolecast.catalogue.persona import Persona
from rolecast.iam.partitions import partition_of

COMPUTE_ROLE = "compute-role"
_EXAMPLES = {"account": "123456789012", "region": "us-east-1"}

Values = Mapping[str, list[str]]


def parameters_of(persona_id: str) -> dict[str, Parameter]:
    """The parameters that a new file with this persona needs, its compute role's included."""
    personas = (CATALOGUE.persona(COMPUTE_ROLE), CATALOGUE.persona(persona_id))
    return {
        name: parameter
        for persona in personas
        for activity in _ticked(persona)
        for name, parameter in activity.parameters.items()
        if name != "pass_roles"
    }


def draft(persona_id: str, values: Values) -> str:
    """A commented role file for the persona, with a compute role that it passes. It builds as it stands."""
    return "\n".join(_lines(CATALOGUE.persona(persona_id), values)) + "\n"


def _lines(persona: Persona, values: Values) -> Iterator[str]:
    yield "# Roles for SageMaker. `rolecast build` makes the policies, `rolecast schema` prints the schema for editors."
    yield "version: 1"
    for name, comment in (("account", "12 digits, quoted"), ("region", "the partition follows from it")):
        value = values.get(name)
        note = comment if value else f"an example: put your own {name} here"
        yield f'{name}: "{value[0] if value else _EXAMPLES[name]}"  # {note}'
    yield "edition: corrected  # AWS's policies with their known faults mended; `console` makes them as AWS does"
    yield "# network:                      # VPC conditions for jobs, models and schedules"
    yield "#   subnets: [subnet-0a1b2c3d4e5f67890]"
    yield "#   security_groups: [sg-0a1b2c3d4e5f67890]"
    yield "# encryption:                   # KMS conditions for jobs, endpoints, schedules and data"
    yield f"#   data_keys: [{_example(TYPES['kms-key-arn'], values)}]"
    yield f"#   volume_keys: [{_example(TYPES['kms-key-arn'], values)}]"
    yield "roles:"
    yield from _role("compute", CATALOGUE.persona(COMPUTE_ROLE), values, "what jobs and endpoints run with")
    if not persona.id.startswith(COMPUTE_ROLE):
        yield ""
        yield from _role(persona.id.removesuffix("-2026"), persona, values, persona.description["en"])
    yield from _others(persona, values)


def _role(key: str, persona: Persona, values: Values, purpose: str) -> Iterator[str]:
    ticked = _ticked(persona)
    yield f"  {key}:  # {purpose.rstrip('.')}"
    yield f"    persona: {persona.id}"
    if any("pass_roles" in activity.parameters for activity in ticked):
        yield "    pass_roles: [compute]"
    yield "    activities:"
    for activity in ticked:
        parameters = [parameter for name, parameter in activity.parameters.items() if name != "pass_roles"]
        if not parameters:
            reason = "preselected by the persona" if activity.id in persona.activities else _why_added(activity, ticked)
            yield f"      {activity.id}:  # {activity.title}; {reason}"
            continue
        yield f"      {activity.id}:  # {activity.title}"
        for parameter in parameters:
            note = parameter.description["en"]
            marked = note if parameter.name in values else f"an example: {note}"
            yield f"        {_assignment(parameter, values)}  # {marked}"


def _others(persona: Persona, values: Values) -> Iterator[str]:
    ticked = {activity.id for activity in _ticked(persona)}
    yield "      # Tick more by removing the #; untick one of the persona's with `false`."
    for activity in CATALOGUE.activities():
        if activity.id not in ticked:
            needed = [parameter for name, parameter in activity.parameters.items() if name != "pass_roles"]
            given = ", ".join(_assignment(parameter, values) for parameter in needed)
            yield f"      # {activity.id}:{f' {{{given}}}' if given else ''}  # {activity.title}"


def _ticked(persona: Persona) -> list[Activity]:
    """The persona's activities and, for each requirement that these leave open, the first that meets it."""
    names = list(persona.activities)
    for name in names:
        for alternatives in CATALOGUE.activity(name).requires:
            if not set(alternatives) & set(names):
                names.append(alternatives[0])
    return sorted(map(CATALOGUE.activity, names), key=lambda activity: activity.number)


def _why_added(activity: Activity, ticked: list[Activity]) -> str:
    needing = [other.id for other in ticked if any(activity.id in alternatives for alternatives in other.requires)]
    return f"the persona does not preselect it, but {', '.join(needing)} cannot do without"


def _assignment(parameter: Parameter, values: Values) -> str:
    given = (values.get(parameter.name) or [_example(parameter.type, values)])[: parameter.most]
    return f"{parameter.name}: [{', '.join(map(_scalar, given))}]"


def _scalar(text: str) -> str:
    """The text as YAML has it: quoted where something in it could mean something else."""
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_./:-]*", text) and not text.endswith(":")
    return text if plain and text.lower() not in ("null", "true", "false") else json.dumps(text)


def _example(type: ParameterType, values: Values) -> str:
    """The type's example, moved to the file's own account, region and partition."""
    example = type.example
    for name, text in _EXAMPLES.items():
        if given := values.get(name):
            example = example.replace(text, given[0])
    partition = partition_of(values.get("region", [_EXAMPLES["region"]])[0])
    return example.replace("arn:aws:", f"arn:{partition.id}:") if partition else example
