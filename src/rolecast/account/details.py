"""What GetAccountAuthorizationDetails answers, as a file or from the API itself.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from rolecast.account.state import Account, AccountRole, ManagedPolicy, PolicyVersion
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account
from rolecast.iam.statements import PolicyType
from rolecast.reading import texts
from rolecast.reading.faults import Fault, InputError

Details = Mapping[str, Any]

_COMMAND = "aws iam get-account-authorization-details"


def load(path: str) -> Account:
    """The account in a file that `aws iam get-account-authorization-details` has written; `-` is standard input.

    Descriptions, session lengths and the policies' tags are not in such a file. Raises InputError where it is
    another file.
    """
    text, source = texts.read_text(path)
    try:
        value = json.loads(text)
    except ValueError as error:
        raise _not_details(source, f"it is not JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("RoleDetailList"), list):
        raise _not_details(source, "it has no `RoleDetailList`")
    try:
        roles, policies = roles_of(value), policies_of(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _not_details(source, f"a role or a policy in it cannot be read: {error!r}") from None
    owners = {arn_account(role.arn) for role in roles.values()} | {arn_account(arn) for arn in policies}
    if len(owners) != 1:
        raise _not_details(source, f"it has roles of {len(owners)} accounts")
    return Account(owners.pop(), roles, policies)


def roles_of(details: Details) -> dict[str, AccountRole]:
    """The roles by name in lower case."""
    return {role["RoleName"].lower(): _role(role) for role in details["RoleDetailList"]}


def policies_of(details: Details) -> dict[str, ManagedPolicy]:
    """The customer managed policies by ARN."""
    listed = details.get("Policies", ())
    return {policy["Arn"]: _policy(policy) for policy in listed if arn_account(policy["Arn"]) != "aws"}


def tags_of(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def _role(detail: Details) -> AccountRole:
    return AccountRole(
        name=detail["RoleName"],
        arn=detail["Arn"],
        path=detail["Path"],
        trust_policy=_document(detail["AssumeRolePolicyDocument"], PolicyType.TRUST),
        inline={
            policy["PolicyName"]: _document(policy["PolicyDocument"]) for policy in detail.get("RolePolicyList", ())
        },
        attached=tuple(policy["PolicyArn"] for policy in detail.get("AttachedManagedPolicies", ())),
        permissions_boundary=detail.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        tags=tags_of(detail.get("Tags", ())),
        instance_profiles=tuple(profile["InstanceProfileName"] for profile in detail.get("InstanceProfileList", ())),
    )


def _policy(detail: Details) -> ManagedPolicy:
    versions = (
        PolicyVersion(version["VersionId"], _document(version["Document"]), version["IsDefaultVersion"])
        for version in detail["PolicyVersionList"]
    )
    return ManagedPolicy(
        arn=detail["Arn"],
        versions=tuple(sorted(versions, key=lambda version: version.number)),
        uses=detail.get("AttachmentCount", 0) + detail.get("PermissionsBoundaryUsageCount", 0),
    )


def _document(value: Any, type: PolicyType = PolicyType.IDENTITY) -> Document:
    """A document, which the API itself sends as percent-encoded text and its clients have decoded."""
    return Document(json.loads(unquote(value)) if isinstance(value, str) else value, type)


def _not_details(source: str, problem: str) -> InputError:
    message = f"`{source}` does not hold an account's authorization details: {problem}"
    return InputError([Fault(None, message, f"write one with `{_COMMAND} > {source}`")])
