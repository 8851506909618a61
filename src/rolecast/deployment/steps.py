"""The calls that change an account, as values. An apply can be interrupted between any two of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.names import arn_name

Parameters = Mapping[str, Any]


class IamCall(StrEnum):
    """The IAM calls that an apply uses. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html"""

    CREATE_ROLE = "CreateRole"
    UPDATE_ROLE = "UpdateRole"
    UPDATE_TRUST_POLICY = "UpdateAssumeRolePolicy"
    PUT_BOUNDARY = "PutRolePermissionsBoundary"
    DELETE_BOUNDARY = "DeleteRolePermissionsBoundary"
    TAG_ROLE = "TagRole"
    UNTAG_ROLE = "UntagRole"
    CREATE_POLICY = "CreatePolicy"
    CREATE_POLICY_VERSION = "CreatePolicyVersion"
    DELETE_POLICY_VERSION = "DeletePolicyVersion"
    TAG_POLICY = "TagPolicy"
    UNTAG_POLICY = "UntagPolicy"
    ATTACH = "AttachRolePolicy"
    DETACH = "DetachRolePolicy"
    PUT_INLINE_POLICY = "PutRolePolicy"
    DELETE_INLINE_POLICY = "DeleteRolePolicy"
    DELETE_POLICY = "DeletePolicy"
    DELETE_ROLE = "DeleteRole"
    CHECK_RECORD = "ListRoleTags"
    """Reads the role's tags. Fails if the record differs from the parameter `Record`: another apply is running."""


class Step(NamedTuple):
    """One API call with its parameters."""

    operation: IamCall
    parameters: Parameters

    @property
    def call_parameters(self) -> dict[str, Any]:
        """The parameters to send, without the expected record."""
        return {name: value for name, value in self.parameters.items() if name != "Record"}

    @property
    def role(self) -> str | None:
        name: str | None = self.parameters.get("RoleName")
        return name

    @property
    def policy(self) -> str | None:
        """The policy's ARN, or the name of an inline or new policy."""
        name: str | None = self.parameters.get("PolicyArn") or self.parameters.get("PolicyName")
        return name

    @property
    def document(self) -> Document:
        """The policy document that the call writes."""
        return Document(json.loads(self.parameters["PolicyDocument"]))

    @property
    def writes(self) -> bool:
        return self.operation is not IamCall.CHECK_RECORD

    def __str__(self) -> str:
        """The step in words: `attach SM_ModelManagement to role sagemaker-data-scientist`."""
        policy = arn_name(self.policy or "")
        return _WORDS[self.operation].format(
            role=self.role, policy=policy, version=self.parameters.get("VersionId", ""), boundary=self._boundary
        )

    @property
    def _boundary(self) -> str:
        return arn_name(self.parameters.get("PermissionsBoundary", ""))


def tag_parameter(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": name, "Value": value} for name, value in tags.items()]


_WORDS = {
    IamCall.CREATE_ROLE: "create role {role}",
    IamCall.UPDATE_ROLE: "set description and session length of role {role}",
    IamCall.UPDATE_TRUST_POLICY: "change the trust policy of role {role}",
    IamCall.PUT_BOUNDARY: "set the boundary of role {role} to {boundary}",
    IamCall.DELETE_BOUNDARY: "remove the boundary of role {role}",
    IamCall.TAG_ROLE: "tag role {role}",
    IamCall.UNTAG_ROLE: "remove tags of role {role}",
    IamCall.CREATE_POLICY: "create policy {policy}",
    IamCall.CREATE_POLICY_VERSION: "change policy {policy}",
    IamCall.DELETE_POLICY_VERSION: "remove version {version} of policy {policy}",
    IamCall.TAG_POLICY: "tag policy {policy}",
    IamCall.UNTAG_POLICY: "remove tags of policy {policy}",
    IamCall.ATTACH: "attach {policy} to role {role}",
    IamCall.DETACH: "detach {policy} from role {role}",
    IamCall.PUT_INLINE_POLICY: "write inline policy {policy} of role {role}",
    IamCall.DELETE_INLINE_POLICY: "remove inline policy {policy} of role {role}",
    IamCall.DELETE_POLICY: "remove policy {policy}",
    IamCall.DELETE_ROLE: "remove role {role}",
    IamCall.CHECK_RECORD: "check that no other apply is changing role {role}",
}
