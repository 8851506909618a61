"""The least-privilege policy for `plan`, `apply`, `drift` and `destroy`.

It allows creating roles and policies only with the deployment's tag, and changing only those that have the tag.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from rolecast.deployment.ownership import DEPLOYMENT_TAG
from rolecast.deployment.target import TargetAccount
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION
from rolecast.role import Role

Statement = dict[str, Any]

_LISTINGS = ["iam:GetAccountAuthorizationDetails", "iam:GetAccountSummary", "iam:ListRoles"]
_ABOUT_POLICIES = ["iam:ListEntitiesForPolicy", "iam:ListPolicyTags"]
_CHANGE_ROLES = [
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetRole",
    "iam:ListRoleTags",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
]
_CHANGE_POLICIES = [
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:TagPolicy",
    "iam:UntagPolicy",
]


def permissions(
    deployment: str, target: TargetAccount, roles: Sequence[Role], names: Collection[str], *, only_reads: bool = False
) -> Document:
    """The policy document. `names` are patterns of the roles' paths and names, such as `/ml/sagemaker-*`.

    If `only_reads`, the policy allows only `plan` and `drift`.
    """
    prefix = f"arn:{target.partition}:iam::{target.account}:"
    statements = list(_reading(prefix))
    if not only_reads:
        statements += _changing_roles(deployment, prefix, roles, names)
        statements += _changing_policies(deployment, _own_policies(prefix, roles))
    return Document({"Version": VERSION, "Statement": statements})


def _reading(prefix: str) -> Iterator[Statement]:
    yield _allow("ReadRoles", _LISTINGS, ["*"])
    yield _allow("ReadPolicies", _ABOUT_POLICIES, [f"{prefix}policy/*"])


def _changing_roles(deployment: str, prefix: str, roles: Sequence[Role], names: Collection[str]) -> Iterator[Statement]:
    resources = [f"{prefix}role{name}" for name in sorted(names)]
    request_tag, resource_tag = _request_tag(deployment), _resource_tag(deployment)
    boundaries = sorted({role.boundary_arn for role in roles if role.boundary_arn})
    bounded = {"ArnEquals": {"iam:PermissionsBoundary": boundaries}}
    is_always_bounded = all(role.boundary_arn for role in roles)
    yield _allow("MakeRoles", ["iam:CreateRole"], resources, {**request_tag, **(bounded if is_always_bounded else {})})
    yield _allow("TagNewRoles", ["iam:TagRole"], resources, request_tag)
    yield _allow("ChangeRoles", _CHANGE_ROLES, resources, resource_tag)
    others = {arn for role in roles for arn in role.attachments if arn not in role.managed}
    known = {"ArnLike": {"iam:PolicyARN": [*_own_policies(prefix, roles), *sorted(others)]}}
    yield _allow("AttachPolicies", ["iam:AttachRolePolicy"], resources, {**resource_tag, **known})
    if boundaries:
        yield _allow("SetBoundaries", ["iam:PutRolePermissionsBoundary"], resources, {**resource_tag, **bounded})
    if not is_always_bounded:
        yield _allow("RemoveBoundaries", ["iam:DeleteRolePermissionsBoundary"], resources, resource_tag)


def _changing_policies(deployment: str, resources: list[str]) -> Iterator[Statement]:
    yield _allow("MakePolicies", ["iam:CreatePolicy", "iam:TagPolicy"], resources, _request_tag(deployment))
    yield _allow("ChangePolicies", _CHANGE_POLICIES, resources, _resource_tag(deployment))


def _own_policies(prefix: str, roles: Sequence[Role]) -> list[str]:
    return [f"{prefix}policy{path}*" for path in sorted({role.path for role in roles})]


def _request_tag(deployment: str) -> Statement:
    return {"StringEquals": {f"aws:RequestTag/{DEPLOYMENT_TAG}": deployment}}


def _resource_tag(deployment: str) -> Statement:
    return {"StringEquals": {f"aws:ResourceTag/{DEPLOYMENT_TAG}": deployment}}


def _allow(sid: str, actions: list[str], resources: list[str], condition: Statement | None = None) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources,
        **({"Condition": condition} if condition else {}),
    }
