"""What a CloudFormation template comes to, by a small evaluator of the functions that ours use.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from tests.tools import ACCOUNT, Server

PARTITIONS = {"cn": ("aws-cn", "amazonaws.com.cn")}


def load(template: str) -> Any:
    """The template with its short forms spelled out, `!Ref x` as {"Ref": "x"}."""
    return yaml.load(template, Loader=_Loader)  # noqa: S506 - a safe loader


def pseudo_parameters(account: str, region: str) -> dict[str, str]:
    partition, suffix = PARTITIONS.get(region.split("-", maxsplit=1)[0], ("aws", "amazonaws.com"))
    return {
        "AWS::AccountId": account,
        "AWS::Region": region,
        "AWS::Partition": partition,
        "AWS::URLSuffix": suffix,
    }


def evaluate(value: Any, names: Mapping[str, Any]) -> Any:
    """The value with its functions applied. Raises KeyError for a reference to nothing in `names`."""
    if isinstance(value, list):
        return [evaluate(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": name}:
            return names[name]
        case {"Fn::Sub": text}:
            return re.sub(r"\$\{(!?)([^}]*)\}", lambda found: _substitute(found[1], found[2], names), text)
        case {"Fn::Join": [separator, parts]}:
            return separator.join(evaluate(parts, names))
        case {"Fn::Split": [separator, text]}:
            return evaluate(text, names).split(separator)
        case {"Fn::Equals": [one, other]}:
            return evaluate(one, names) == evaluate(other, names)
        case _:
            pass
    return {key: evaluate(item, names) for key, item in value.items()}


def parameters(template: Any, given: Mapping[str, str]) -> dict[str, Any]:
    """What the template's parameters are, if these are given."""
    return {
        name: text.split(",") if parameter["Type"] == "CommaDelimitedList" else text
        for name, parameter in template.get("Parameters", {}).items()
        if (text := given.get(name, parameter.get("Default")))
    }


def roles_in(template: Any, account: str, region: str, given: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The roles that the template makes in that place, by name, in the shape of `readback.wanted`.

    `given` are the values of its parameters.
    """
    resources = template["Resources"]
    names = {**{name: name for name in resources}, **pseudo_parameters(account, region)}
    names |= parameters(template, given or {})
    properties = {name: evaluate(each["Properties"], names) for name, each in resources.items()}
    return {each["RoleName"]: _role(each, properties) for each in properties.values() if "RoleName" in each}


def attach(aws: Server, stack: str, template: Any, region: str, given: Mapping[str, str] | None = None) -> None:
    """Attaches what a stack's template attaches to its roles, which moto overlooks, with the names that moto gave."""
    made = aws.client("cloudformation", region).describe_stack_resources(StackName=stack)["StackResources"]
    names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in made}
    names |= pseudo_parameters(ACCOUNT, region) | parameters(template, given or {})
    for resource in template["Resources"].values():
        for arn in evaluate(resource["Properties"].get("ManagedPolicyArns", []), names):
            aws.client("iam", region).attach_role_policy(RoleName=resource["Properties"]["RoleName"], PolicyArn=arn)


def _role(role: dict[str, Any], policies: dict[str, Any]) -> dict[str, Any]:
    arns = role.get("ManagedPolicyArns", [])
    own = [policies[arn] for arn in arns if arn in policies]
    return {
        "path": role["Path"],
        "description": role.get("Description", ""),
        "max_session_duration": role["MaxSessionDuration"],
        "trust_policy": role["AssumeRolePolicyDocument"],
        "boundary": role.get("PermissionsBoundary"),
        "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
        "inline": {policy["PolicyName"]: policy["PolicyDocument"] for policy in role.get("Policies", [])},
        "managed": {
            policy["ManagedPolicyName"]: {"path": policy["Path"], "document": policy["PolicyDocument"], "tags": {}}
            for policy in own
        },
        "attached": sorted(arn for arn in arns if arn not in policies),
    }


def refused(template: Any, names: Mapping[str, str]) -> list[str]:
    """What the template's rules say against a deployment with these pseudo parameters."""
    assertions = [each for rule in template.get("Rules", {}).values() for each in rule["Assertions"]]
    return [each["AssertDescription"] for each in assertions if not evaluate(each["Assert"], names)]


def _substitute(literal: str, name: str, names: Mapping[str, str]) -> str:
    return f"${{{name}}}" if literal else names[name]


class _Loader(yaml.CSafeLoader):
    pass


def _construct(loader: _Loader, suffix: str, node: yaml.Node) -> Any:
    name = suffix if suffix == "Ref" else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {name: loader.construct_sequence(node, deep=True)}


_Loader.add_multi_constructor("!", _construct)
