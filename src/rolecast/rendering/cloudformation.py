"""Roles as a CloudFormation template in YAML.

Account, region and partition are CloudFormation's pseudo parameters. If the roles belong in one account or region,
rules refuse to deploy to any other before a resource is created.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import STANDARD_INPUT
from rolecast.rendering import identifiers, marks
from rolecast.rendering.environment import Blanks, CommonEnvironment, common_environment
from rolecast.rendering.intrinsics import Intrinsic, TemplateTexts, verbatim
from rolecast.rendering.stack_commands import adoption_heading, heading
from rolecast.rendering.template_yaml import template_yaml
from rolecast.role import Deletion, Notice, OpenVariable, Policy, PolicyKind, Role

SUFFIX = ".template.yaml"
IMPORTS_SUFFIX = ".resources-to-import.json"

QUOTAS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
MOST_RESOURCES = 500
MOST_OUTPUTS = 200
MOST_BYTES_INLINE = 51_200
MOST_BYTES_FROM_S3 = 1_048_576

_OUTPUTS_OF_ROLE = 2

Template = dict[str, Any]


def render(roles: Sequence[Role], source: str = marks.UNNAMED, file: str | None = None, part: str | None = None) -> str:
    """One template for all roles, to be written to `file`.

    `part` is the role's key if the role file's other roles have separate templates. Raises InputError if the roles
    belong in several accounts or regions, or if CloudFormation would interpret one of their texts as a dynamic
    reference, which cannot be escaped.
    """
    stem = "roles" if source in (marks.UNNAMED, STANDARD_INPUT) else PurePosixPath(source).stem
    return template_yaml(_template(roles), heading(roles, source, file or f"{stem}{SUFFIX}", part))


def render_adoption(roles: Sequence[Role], source: str, stem: str | None) -> dict[str, str]:
    """Templates that import existing roles, with their lists of resources, as texts by file name.

    All roles are in one template if `stem` is given, otherwise each has its own. Every resource has a deletion policy,
    and there are no outputs, as CloudFormation requires for an import. Raises like `render`, and UnresolvedError.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
    """
    files = {}
    for name, group in {stem: roles}.items() if stem else {role.key: [role] for role in roles}.items():
        template = _template([replace(role, deletion=Deletion.RETAIN) for role in group])
        del template["Outputs"]
        listed = f"{name}{IMPORTS_SUFFIX}"
        commands = adoption_heading(group, source, f"{name}{SUFFIX}", listed, None if stem else group[0].key)
        files[f"{name}{SUFFIX}"] = template_yaml(template, commands)
        files[listed] = json.dumps([*_existing(group)], indent=2, ensure_ascii=False) + "\n"
    return files


def _existing(roles: Sequence[Role]) -> Iterator[dict[str, Any]]:
    """The existing resource for each resource of the template, by its schema's primary identifier."""
    taken: set[str] = set()
    for role in (role.resolve() for role in roles):
        yield _identified("Role", f"{identifiers.camel_case(role.name)}Role", {"RoleName": role.name})
        policies = _policies_by_id(role, taken)
        taken |= policies.keys()
        for policy_id, policy in policies.items():
            yield _identified("ManagedPolicy", policy_id, {"PolicyArn": role.policy_arn(policy.name)})


def _identified(kind: str, logical_id: str, identifier: dict[str, str]) -> dict[str, Any]:
    return {
        "ResourceType": f"AWS::IAM::{kind}",
        "LogicalResourceId": logical_id,
        "ResourceIdentifier": identifier,
    }


def notices(roles: Sequence[Role], text: str) -> list[Notice]:
    """Notices if the template, with this `text`, exceeds a quota of CloudFormation or needs S3."""
    size = len(text.encode())
    managed = sum(policy.kind is PolicyKind.MANAGED for role in roles for policy in role.policies)
    counts = (
        ("resources", len(roles) + managed, MOST_RESOURCES),
        ("outputs", _OUTPUTS_OF_ROLE * len(roles), MOST_OUTPUTS),
    )
    found = [
        Notice(f"cloudformation-{noun}", f"the template has {count:,} {noun}; a stack can have {most}, see {QUOTAS}")
        for noun, count, most in counts
        if count > most
    ]
    if forced := [role.key for role in roles if role.deletion is Deletion.FORCE]:
        text = f"CloudFormation has no `deletion: force`: it keeps roles that others attached to ({', '.join(forced)})"
        found.append(Notice("cloudformation-force", text))
    if size > MOST_BYTES_FROM_S3:
        text = f"the template has {size:,} bytes; CloudFormation accepts {MOST_BYTES_FROM_S3:,}, see {QUOTAS}"
        found.append(Notice("cloudformation-size", text))
    elif size > MOST_BYTES_INLINE:
        text = f"the template has {size:,} bytes; above {MOST_BYTES_INLINE:,} it is deployed from S3, see {QUOTAS}"
        found.append(Notice("cloudformation-needs-s3", f"{text}: add `--s3-bucket` to the command"))
    return found


def _template(roles: Sequence[Role]) -> Template:
    environment = common_environment(roles, "template")
    rules = _rules(environment)
    texts = TemplateTexts(Blanks.of(roles), environment)
    resources: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    for role in roles:
        role_id = f"{identifiers.camel_case(role.name)}Role"
        policies = _policies_by_id(role, resources)
        resources[role_id] = _resource(role, "AWS::IAM::Role", _role_properties(role, list(policies), texts))
        for policy_id, policy in policies.items():
            resources[policy_id] = _resource(role, "AWS::IAM::ManagedPolicy", _policy_properties(role, policy, texts))
        outputs |= _outputs(role, role_id)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "IAM roles for SageMaker",
        **({"Parameters": parameters} if (parameters := _parameters(texts)) else {}),
        **({"Rules": rules} if rules else {}),
        "Resources": resources,
        "Outputs": outputs,
    }


def _outputs(role: Role, role_id: str) -> dict[str, Any]:
    values = {"ARN": Intrinsic("!GetAtt", f"{role_id}.Arn"), "Name": Intrinsic("!Ref", role_id)}
    outputs = {}
    for noun, value in values.items():
        name = f"{role_id}{noun.capitalize()}"
        # Names of exports must be unique in an account and region, as names of stacks are.
        export = {"Export": {"Name": Intrinsic("!Sub", f"${{AWS::StackName}}-{name}")}} if role.is_exported else {}
        outputs[name] = {"Description": f"{noun} of the role {role.name}", "Value": value, **export}
    return outputs


def _policies_by_id(role: Role, taken: Container[str]) -> dict[str, Policy]:
    """The role's managed policies by logical id. The ids begin like the role's, and none is in `taken`."""
    ids: dict[str, Policy] = {}
    for policy in (policy for policy in role.policies if policy.kind is PolicyKind.MANAGED):
        head = policy.name.removesuffix(f"_{role.name}")
        words = identifiers.joined_words(head) if policy.activities else identifiers.camel_case(head)
        logical_id = f"{identifiers.camel_case(role.name)}{words}Policy"
        if logical_id in ids or logical_id in taken:
            logical_id = f"{logical_id}{identifiers.digest(policy.name.lower())}"
        ids[logical_id] = policy
    return ids


def _resource(role: Role, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    retained = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {"Type": kind, **(retained if role.deletion is Deletion.RETAIN else {}), "Properties": properties}


def _rules(environment: CommonEnvironment) -> dict[str, Any]:
    wanted = {
        "Account": ("AWS::AccountId", "account", environment.account),
        "Region": ("AWS::Region", "region", environment.region),
    }
    return {
        name: {
            "Assertions": [
                {
                    "Assert": Intrinsic("!Equals", [Intrinsic("!Ref", parameter), value]),
                    "AssertDescription": f"these roles belong in the {noun} {value}",
                }
            ]
        }
        for name, (parameter, noun, value) in wanted.items()
        if value
    }


def _parameters(texts: TemplateTexts) -> dict[str, Any]:
    return {texts.ids[name]: _parameter(variable) for name, variable in texts.blanks.variables.items()}


def _parameter(variable: OpenVariable) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"""
    *others, last = variable.patterns or ("",)
    # All patterns must match, but a parameter can have only one.
    pattern = "".join(f"(?=(?:{other})$)" for other in others) + (f"(?:{last})" if others else last)
    asked = " and ".join(variable.patterns)
    if variable.is_list and any("," in text for text in variable.default or ()):
        message = (
            f"CloudFormation separates the values of the list `{variable.name}` with commas, and a default contains one"
        )
        raise InputError([Fault(None, message, "change it, or build another format")])
    optional = {
        "Description": variable.description,
        "Default": ",".join(variable.default or ()),
        "AllowedPattern": pattern,
        "ConstraintDescription": asked and f"{'each value' if variable.is_list else 'the value'} must match {asked}",
    }
    kind = "CommaDelimitedList" if variable.is_list else "String"
    return {"Type": kind, **{name: value for name, value in optional.items() if value}}


def _role_properties(role: Role, managed: list[str], texts: TemplateTexts) -> dict[str, Any]:
    inline = [policy for policy in role.policies if policy.kind is PolicyKind.INLINE]
    attached = [
        *(Intrinsic("!Ref", policy_id) for policy_id in managed),
        *(texts.text(policy.arn) for policy in role.attached),
    ]
    boundary = role.permissions_boundary
    optional: dict[str, Any] = {
        "Description": texts.text(verbatim(role.description)),
        "PermissionsBoundary": texts.text(boundary.arn) if boundary else None,
        "ManagedPolicyArns": attached,
        "Policies": [
            {"PolicyName": policy.name, "PolicyDocument": texts.document(policy.document)} for policy in inline
        ],
        "Tags": [{"Key": key, "Value": texts.text(value)} for key, value in role.tags.items()],
    }
    return {
        "RoleName": role.name,
        "Path": verbatim(role.path),
        "AssumeRolePolicyDocument": texts.document(role.trust_policy),
        "MaxSessionDuration": role.max_session_duration,
        **{name: value for name, value in optional.items() if value},
    }


def _policy_properties(role: Role, policy: Policy, texts: TemplateTexts) -> dict[str, Any]:
    # No tags: CloudFormation does not support them for managed policies.
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
    return {
        "ManagedPolicyName": policy.name,
        "Path": verbatim(role.path),
        "PolicyDocument": texts.document(policy.document),
    }
