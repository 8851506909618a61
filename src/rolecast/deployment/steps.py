"""The calls that change an account, one value each. Between any two of them an apply may be stopped."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

Parameters = Mapping[str, Any]


class Operation(StrEnum):
    """What an apply may ask of IAM. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html"""

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
    """Reads the role's tags, and stops unless its record is `Record` of the parameters: another apply is at work."""


class Step(NamedTuple):
    """One call. `parameters` are those of the API."""

    operation: Operation
    parameters: Parameters

    @property
    def call_parameters(self) -> dict[str, Any]:
        """What is sent: the record that is expected stays here."""
        return {name: value for name, value in self.parameters.items() if name != "Record"}

    @property
    def role(self) -> str | None:
        name: str | None = self.parameters.get("RoleName")
        return name

    @property
    def policy(self) -> str | None:
        """The ARN, or the name of one that is to be made."""
        name: str | None = self.parameters.get("PolicyArn") or self.parameters.get("PolicyName")
        return name

    @property
    def writes(self) -> bool:
        return self.operation is not Operation.CHECK_RECORD

    def __str__(self) -> str:
        """The step in words: `attach SM_ModelManagement to role sagemaker-data-scientist`."""
        policy = (self.policy or "").rpartition("/")[2]
        return _WORDS[self.operation].format(
            role=self.role, policy=policy, version=self.parameters.get("VersionId", ""), boundary=self._boundary
        )

    @property
    def _boundary(self) -> str:
        return str(self.parameters.get("PermissionsBoundary", "")).rpartition("/")[2]


def tag_parameter(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": name, "Value": value} for name, value in tags.items()]


_WORDS = {
    Operation.CREATE_ROLE: "create role {role}",
    Operation.UPDATE_ROLE: "set description and session length of role {role}",
    Operation.UPDATE_TRUST_POLICY: "change the trust policy of role {role}",
    Operation.PUT_BOUNDARY: "set the boundary of role {role} to {boundary}",
    Operation.DELETE_BOUNDARY: "remove the boundary of role {role}",
    Operation.TAG_ROLE: "tag role {role}",
    Operation.UNTAG_ROLE: "remove tags of role {role}",
    Operation.CREATE_POLICY: "create policy {policy}",
    Operation.CREATE_POLICY_VERSION: "change policy {policy}",
    Operation.DELETE_POLICY_VERSION: "remove version {version} of policy {policy}",
    Operation.TAG_POLICY: "tag policy {policy}",
    Operation.UNTAG_POLICY: "remove tags of policy {policy}",
    Operation.ATTACH: "attach {policy} to role {role}",
    Operation.DETACH: "detach {policy} from role {role}",
    Operation.PUT_INLINE_POLICY: "write inline policy {policy} of role {role}",
    Operation.DELETE_INLINE_POLICY: "remove inline policy {policy} of role {role}",
    Operation.DELETE_POLICY: "remove policy {policy}",
    Operation.DELETE_ROLE: "remove role {role}",
    Operation.CHECK_RECORD: "look that nobody else is changing role {role}",
}
