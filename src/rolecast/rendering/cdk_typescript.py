"""Roles as a construct of the AWS CDK in TypeScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from rolecast.rendering import marks
from rolecast.rendering.constructs import (
    CLASS,
    Joined,
    PhysicalName,
    PlaceGuard,
    RoleArn,
    RoleNameProperty,
    StackResource,
    Tag,
    guards,
    joined,
    quoted,
    resources,
    written,
)
from rolecast.role import Role

SUFFIX = ".ts"

_HEADING = """\
// {mark}
import {{ {imported} }} from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import {{ Construct }} from "constructs";

export interface {name}Props {{
  /** Whether roles and managed policies are called as the role file says. Else CloudFormation names them. */
  readonly physicalNames?: boolean;
}}

/** The keys of the roles in the role file. */
export type RoleKey = {keys};

/** IAM roles for SageMaker. */
export class {name} extends Construct {{
  readonly roles: Record<RoleKey, iam.IRole>;

  constructor(scope: Construct, id: string, props: {name}Props = {{}}) {{
    super(scope, id);
    const made = {{}} as Record<RoleKey, iam.CfnRole>;
"""
_INDENT = " " * 4


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One class for all roles. Raises InputError where roles belong in several accounts or regions."""
    guarded = [_guard(guard) for guard in guards(roles)]
    made = [_resource(resource, number) for number, resource in enumerate(resources(roles))]
    body = "".join([*guarded, *made, _roles(roles)])
    names = ("Aws", "CfnRule", "Fn", "RemovalPolicy")
    imported = ", ".join(name for name in names if re.search(rf"\b{name}[.(]", body))
    keys = " | ".join(quoted(role.key) for role in roles)
    mark = marks.line("cdk-typescript", source)
    heading = _HEADING.format(mark=mark, imported=imported, name=CLASS, keys=keys)
    return (heading if imported else heading.replace('import {  } from "aws-cdk-lib";\n', "")) + body + "  }\n}\n"


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
            return joined(value, "`", lambda text: text.replace("`", r"\`").replace("${", r"\${"), "${{{}}}")
        case RoleArn(key):
            return f"made[{quoted(key)}].attrArn"
        case RoleNameProperty(key):
            return f"made[{quoted(key)}].ref"
        case PhysicalName(text):
            return f"props.physicalNames ? {quoted(text)} : undefined"
        case Tag(key, text):
            return f"{{ key: {quoted(key)}, value: {quoted(text)} }}"
        case _:
            return json.dumps(value, ensure_ascii=False)
