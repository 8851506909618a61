"""Roles as an AWS CDK construct in TypeScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rolecast.rendering import marks
from rolecast.rendering.constructs import (
    CLASS,
    PLACES,
    Element,
    Joined,
    PhysicalName,
    PlaceGuard,
    RoleArn,
    RoleNameProperty,
    StackResource,
    Tag,
    guards,
    inputs,
    joined,
    quoted,
    resources,
    written,
)
from rolecast.rendering.identifiers import digest
from rolecast.role import OpenVariable, Role

SUFFIX = ".ts"

_HEADING = """\
// {mark}
import {{ {imported} }} from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import {{ Construct }} from "constructs";

export interface {name}Props {{
  /** Whether roles and managed policies are named as in the role file. Otherwise CloudFormation names them. */
  readonly physicalNames?: boolean;
{inputs}}}

/** The keys of the roles in the role file. */
export type RoleKey = {keys};

/** IAM roles for SageMaker. */
export class {name} extends Construct {{
  readonly roles: Record<RoleKey, iam.IRole>;

  constructor(scope: Construct, id: string, props: {name}Props{nothing}) {{
    super(scope, id);
{defaults}    const made = {{}} as Record<RoleKey, iam.CfnRole>;
"""
_INDENT = " " * 4
_LOCAL = "given"
"""The prefix of the inputs' local variables, so that they do not clash with other names."""


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One class for all roles. Raises InputError if they belong in several accounts or regions."""
    guarded = [_guard(guard) for guard in guards(roles)]
    given = inputs(roles)
    made = [_resource(resource, number) for number, resource in enumerate(resources(roles))]
    body = "".join([*guarded, *made, _roles(roles)])
    names = ("Aws", "CfnRule", "Fn", "RemovalPolicy")
    imported = ", ".join(name for name in names if re.search(rf"\b{name}[.(]", body))
    keys = " | ".join(quoted(role.key) for role in roles)
    mark = marks.line("cdk-typescript", source)
    heading = _HEADING.format(
        mark=mark,
        imported=imported,
        name=CLASS,
        keys=keys,
        inputs="".join(map(_input, given)),
        nothing="" if any(each.default is None for each in given) else " = {}",
        defaults="".join(map(_taken, given)),
    )
    return (heading if imported else heading.replace('import {  } from "aws-cdk-lib";\n', "")) + body + "  }\n}\n"


def _input(variable: OpenVariable) -> str:
    described = f"  /** {variable.description.replace('*/', '* /')} */\n" if variable.description else ""
    optional = "" if variable.default is None else "?"
    return f"{described}  readonly {_names(variable.name)}{optional}: {'string[]' if variable.is_list else 'string'};\n"


def _taken(variable: OpenVariable) -> str:
    """The statement that assigns an input, or its default, to a local variable."""
    name = _names(variable.name)
    if variable.default is None:
        default = ""
    else:
        default = (
            f" ?? {json.dumps([*variable.default] if variable.is_list else variable.default[0], ensure_ascii=False)}"
        )
    return f"{_INDENT}const {_local(variable.name)} = props.{name}{default};\n"


def _names(variable: str) -> str:
    """The name of an input: `data_bucket` is `dataBucket`."""
    first, *others = variable.split("_")
    name = first + "".join(word[:1].upper() + word[1:] for word in others)
    # Ambiguous and taken names get a digest.
    is_plain = re.fullmatch(r"[a-z]+[0-9]*(?:_[a-z]+[0-9]*)*", variable) and name != "physicalNames"
    return name if is_plain else f"{name}{digest(variable)}"


def _local(variable: str) -> str:
    name = _names(variable)
    return f"{_LOCAL}{name[0].upper()}{name[1:]}"


def _guard(guard: PlaceGuard) -> str:
    return (
        f'{_INDENT}new CfnRule(this, "{guard.id}", {{\n'
        f"{_INDENT}  assertions: [\n"
        f"{_INDENT}    {{\n"
        f'{_INDENT}      assert: Fn.conditionEquals({guard.place}, "{guard.value}"),\n'
        f'{_INDENT}      assertDescription: "{guard.message}",\n'
        f"{_INDENT}    }},\n{_INDENT}  ],\n{_INDENT}}});\n"
    )


def _resource(resource: StackResource, number: int) -> str:
    role = f"made[{quoted(resource.role)}]"
    scope, name = (role, f"policy{number}") if resource.is_policy else ("this", role)
    kept = f"const {name} = " if resource.is_retained else ""
    target = kept if resource.is_policy else f"{name} = "
    properties = "".join(
        f"{_INDENT}  {key}: {written(value, _spell, '  ', f'{_INDENT}  ')},\n"
        for key, value in resource.properties.items()
    )
    retained = f"{_INDENT}{name}.applyRemovalPolicy(RemovalPolicy.RETAIN);\n" if resource.is_retained else ""
    return (
        f'{_INDENT}{target}new iam.{resource.kind}({scope}, "{resource.id}", {{\n{properties}{_INDENT}}});\n{retained}'
    )


def _roles(roles: Iterable[Role]) -> str:
    lines = "".join(
        f'{_INDENT}  {quoted(role.key)}: iam.Role.fromRoleArn(made[{quoted(role.key)}], "Reference", '
        f"made[{quoted(role.key)}].attrArn, {{\n{_INDENT}    mutable: false,\n{_INDENT}  }}),\n"
        for role in roles
    )
    return f"{_INDENT}this.roles = {{\n{lines}{_INDENT}}};\n"


def _spell(value: Any) -> str:
    match value:
        case Joined():
            return _joined(value, {})
        case Element():
            text = _joined(value.text, {value.input: "item"})
            return f"...{_local(value.input)}" if text == "item" else f"...{_local(value.input)}.map((item) => {text})"
        case RoleArn(key):
            return f"made[{quoted(key)}].attrArn"
        case RoleNameProperty(key):
            return f"made[{quoted(key)}].ref"
        case PhysicalName(text):
            return f"props.physicalNames ? {quoted(text)} : undefined"
        case Tag(key, text):
            return f"{{ key: {quoted(key)}, value: {_spell(text)} }}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _joined(text: Joined, names: Mapping[str, str]) -> str:
    inputs = {part: _local(part) for part in text.parts[1::2] if part not in PLACES}
    return joined(
        text, "`", lambda part: part.replace("`", r"\`").replace("${", r"\${"), "${{{}}}", {**inputs, **names}
    )
