"""Roles as an AWS CDK construct in Python."""

from __future__ import annotations

import keyword
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
from rolecast.role import OpenVariable, Role

SUFFIX = ".py"

_HEADING = '''\
# {mark}
"""IAM roles for SageMaker, as a construct of the AWS CDK."""

from collections.abc import {abstract}

from aws_cdk import {imported}
from aws_cdk import aws_iam as iam
from constructs import Construct


class {name}(Construct):
    """The roles, by their keys in the role file.

    With `physical_names` roles and managed policies are named as in the role file. Otherwise CloudFormation names them.
{described}    """

    roles: Mapping[str, iam.IRole]

    def __init__({arguments}) -> None:
        super().__init__(scope, id)
        made: dict[str, iam.CfnRole] = {{}}
'''
_INDENT = " " * 8
_TAKEN = ("self", "scope", "id", "physical_names", "made", "policy", "iam", "item")


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One class for all roles. Raises InputError if they belong in several accounts or regions."""
    guarded = [_guard(guard) for guard in guards(roles)]
    made = [_resource(resource) for resource in resources(roles)]
    given = inputs(roles)
    body = "".join([*guarded, *made, _roles(roles)])
    names = ("Aws", "CfnRule", "CfnRuleAssertion", "CfnTag", "Fn", "RemovalPolicy")
    imported = ", ".join(name for name in names if re.search(rf"\b{name}[.(]", body))
    mark = marks.line("cdk-python", source)
    heading = _HEADING.format(
        mark=mark,
        imported=imported,
        name=CLASS,
        abstract="Mapping, Sequence" if any(each.is_list for each in given) else "Mapping",
        described=_described(given),
        arguments=_arguments(given),
    )
    return (heading if imported else heading.replace("from aws_cdk import \n", "")) + body


def _described(given: Sequence[OpenVariable]) -> str:
    lines = [f"    `{_name(each)}`: {_plain(each.description)}\n" for each in given if each.description]
    return "\n" + "".join(lines) if lines else ""


def _plain(text: str) -> str:
    """The text as written in a docstring."""
    return quoted(text)[1:-1]


def _arguments(given: Sequence[OpenVariable]) -> str:
    """The parameters of the constructor, on one line, or one per line if there are inputs."""
    usual = ["self", "scope: Construct", "id: str", "*"]
    physical = "physical_names: bool = False"
    if not given:
        return ", ".join([*usual, physical])
    typed = [f"{_name(each)}: {'Sequence[str]' if each.is_list else 'str'}{_default(each)}" for each in given]
    return "\n" + "".join(f"{_INDENT}{each},\n" for each in [*usual, *typed, physical]) + "    "


def _default(variable: OpenVariable) -> str:
    if variable.default is None:
        return ""
    texts = [quoted(text) for text in variable.default]
    return f" = ({', '.join(texts)},)" if variable.is_list else f" = {texts[0]}"


def _name(variable: OpenVariable) -> str:
    return _names(variable.name)


def _names(variable: str) -> str:
    """The name of an input: that of the variable, unless it is taken."""
    taken = keyword.iskeyword(variable) or variable in _TAKEN
    return f"{variable}_" if taken else variable


def _guard(guard: PlaceGuard) -> str:
    return (
        f"{_INDENT}CfnRule(\n"
        f'{_INDENT}    self,\n{_INDENT}    "{guard.id}",\n'
        f"{_INDENT}    assertions=[\n"
        f"{_INDENT}        CfnRuleAssertion(\n"
        f'{_INDENT}            assert_=Fn.condition_equals({guard.place}, "{guard.value}"),\n'
        f'{_INDENT}            assert_description="{guard.message}",\n'
        f"{_INDENT}        )\n{_INDENT}    ],\n{_INDENT})\n"
    )


def _resource(resource: StackResource) -> str:
    role = f"made[{quoted(resource.role)}]"
    scope, name = (role, "policy") if resource.is_policy else ("self", role)
    target = f"{name} = " if resource.is_retained or not resource.is_policy else ""
    arguments = "".join(
        f"{_INDENT}    {_snake_case(key)}={written(value, _spell, '    ', f'{_INDENT}    ')},\n"
        for key, value in resource.properties.items()
    )
    retained = f"{_INDENT}{name}.apply_removal_policy(RemovalPolicy.RETAIN)\n" if resource.is_retained else ""
    head = f'{_INDENT}{target}iam.{resource.kind}(\n{_INDENT}    {scope},\n{_INDENT}    "{resource.id}",\n'
    return f"{head}{arguments}{_INDENT})\n{retained}"


def _roles(roles: Iterable[Role]) -> str:
    lines = "".join(
        f"{_INDENT}    {quoted(role.key)}: iam.Role.from_role_arn(\n"
        f'{_INDENT}        made[{quoted(role.key)}], "Reference", made[{quoted(role.key)}].attr_arn, mutable=False\n'
        f"{_INDENT}    ),\n"
        for role in roles
    )
    return f"{_INDENT}self.roles = {{\n{lines}{_INDENT}}}\n"


def _spell(value: Any) -> str:
    match value:
        case Joined():
            return _joined(value, {})
        case Element():
            text = _joined(value.text, {value.input: "item"})
            name = _names(value.input)
            return f"*{name}" if text == "item" else f"*({text} for item in {name})"
        case RoleArn(key):
            return f"made[{quoted(key)}].attr_arn"
        case RoleNameProperty(key):
            return f"made[{quoted(key)}].ref"
        case PhysicalName(text):
            return f"{quoted(text)} if physical_names else None"
        case Tag(key, text):
            return f"CfnTag(key={quoted(key)}, value={_spell(text)})"
        case str():
            return quoted(value)
        case _:
            return repr(value)


def _joined(text: Joined, names: Mapping[str, str]) -> str:
    inputs = {part: _names(part) for part in text.parts[1::2] if part not in PLACES}
    return joined(text, 'f"', lambda part: part.replace("{", "{{").replace("}", "}}"), "{{{}}}", {**inputs, **names})


def _snake_case(name: str) -> str:
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)
