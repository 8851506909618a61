"""Roles as they are on a server, to be compared with roles as they should be."""

from __future__ import annotations

import ast
from typing import Any

from rolecast.role import PolicyKind, Role


def wanted(role: Role, *, tags_of_policies: bool = True) -> dict[str, Any]:
    """What a server should know of the role."""
    role = role.resolve()
    managed = {policy.name: policy for policy in role.policies if policy.kind is PolicyKind.MANAGED}
    tags = dict(role.tags)
    return {
        "path": role.path,
        "description": role.description,
        "max_session_duration": role.max_session_duration,
        "trust_policy": role.trust_policy.json,
        "boundary": role.permissions_boundary and role.permissions_boundary.arn,
        "tags": tags,
        "inline": {policy.name: policy.document.json for policy in role.policies if policy.kind is PolicyKind.INLINE},
        "managed": {
            name: {"path": role.path, "document": policy.document.json, "tags": tags if tags_of_policies else {}}
            for name, policy in managed.items()
        },
        "attached": sorted(policy.arn for policy in role.attached),
    }


def found(iam: Any, name: str) -> dict[str, Any]:
    """What a server knows of the role of that name. `iam` is boto3's client."""
    role = iam.get_role(RoleName=name)["Role"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    arns = [policy["PolicyArn"] for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
    own = [arn for arn in arns if ":iam::aws:" not in arn]
    return {
        "path": role["Path"],
        "description": role.get("Description", ""),
        "max_session_duration": role["MaxSessionDuration"],
        "trust_policy": role["AssumeRolePolicyDocument"],
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "tags": _tags(role),
        "inline": {
            policy: _document(iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"])
            for policy in inline
        },
        "managed": dict(_managed(iam, arn) for arn in own),
        "attached": sorted(set(arns) - set(own)),
    }


def _managed(iam: Any, arn: str) -> tuple[str, dict[str, Any]]:
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    return policy["PolicyName"], {
        "path": policy["Path"],
        "document": version["Document"],
        "tags": _tags(policy),
    }


def _document(answer: Any) -> Any:
    # The inline policy of a template is kept by moto as Python writes it, not as JSON.
    return ast.literal_eval(answer) if isinstance(answer, str) else answer


def _tags(thing: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in thing.get("Tags", ())}
