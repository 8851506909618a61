"""Converts GetAccountAuthorizationDetails to roles, users and groups with their policies.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rolecast.account.responses import AwsResponse
from rolecast.account.state import AccountPolicy, PolicyVersion
from rolecast.iam import names
from rolecast.iam.names import arn_account, arn_partition
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Environment, Group, LastUse, Policy, PolicyKind, Role, User

_HOME = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}")
_VERSION = re.compile(r"v[1-9][0-9]*")
_NOT_LISTED = frozenset({"description", "max_session_duration"})
"""Fields that the details of a role lack. ListRoles and GetRole return them."""


def read_policy(detail: AwsResponse) -> AccountPolicy:
    """A managed policy with its versions. Raises MalformedError, also unless exactly one version is the default."""
    arn = detail.text("Arn", names.policy_arn)
    name = arn.rpartition("/")[2]
    usual = detail.text_or("DefaultVersionId", "")
    versions = [
        PolicyVersion(
            _version(version),
            version.document("Document", name),
            version.flag("IsDefaultVersion") or version.text("VersionId") == usual,
        )
        for version in detail.objects("PolicyVersionList")
    ]
    defaults = sum(version.is_default for version in versions)
    if defaults != 1:
        problem = f"{defaults} of its {len(versions)} versions are the default; there has to be one"
        raise detail.malformed(problem, "PolicyVersionList")
    uses = detail.number_or("AttachmentCount", 0) + detail.number_or("PermissionsBoundaryUsageCount", 0)
    return AccountPolicy(arn, tuple(sorted(versions, key=lambda version: version.number)), uses)


def read_tags(detail: AwsResponse, key: str = "Tags") -> dict[str, str]:
    return {tag.text("Key"): tag.text("Value") for tag in detail.objects(key)}


def held(detail: AwsResponse) -> Iterator[str]:
    """The ARNs of the managed policies that a role, user or group has, including its boundary.

    Raises MalformedError after yielding those before the malformed one.
    """
    if boundary := _boundary(detail):
        yield boundary
    for attached in detail.objects("AttachedManagedPolicies"):
        yield attached.text("PolicyArn", names.policy_arn)


class PrincipalReader:
    """Converts principals. All of its methods raise MalformedError.

    `policies` are the account's and, as far as their documents are known, AWS's; `holders` is the number of principals
    that have each.
    """

    def __init__(self, policies: Mapping[str, AccountPolicy], holders: Mapping[str, int]) -> None:
        self._policies = policies
        self._holders = holders

    def role(self, detail: AwsResponse) -> Role:
        name, path, environment = _identity(detail, "role")
        own, attached = self._managed(detail, path)
        last_used = _last_use(detail)
        return Role(
            key=name,
            name=name,
            trust_policy=detail.document("AssumeRolePolicyDocument", "trust policy", PolicyType.TRUST),
            path=path,
            policies=(*own, *_inline(detail, "RolePolicyList")),
            attached=attached,
            permissions_boundary=self._boundary(detail),
            tags=read_tags(detail),
            environment=environment,
            instance_profiles=tuple(
                profile.text("InstanceProfileName") for profile in detail.objects("InstanceProfileList")
            ),
            id=detail.text("RoleId") if "RoleId" in detail else None,
            last_used=last_used,
            unknown=_NOT_LISTED if last_used else _NOT_LISTED | {"last_used"},
        )

    def user(self, detail: AwsResponse, groups: Mapping[str, Group]) -> User:
        """`groups` are the account's, by name. The policies of any other group are unknown."""
        name, path, environment = _identity(detail, "user")
        own, attached = self._managed(detail, path)
        return User(
            name=name,
            path=path,
            policies=(*own, *_inline(detail, "UserPolicyList")),
            attached=attached,
            groups=tuple(
                groups.get(group) or Group(group, environment=environment, unknown=frozenset({"policies", "attached"}))
                for group in detail.texts("GroupList")
            ),
            permissions_boundary=self._boundary(detail),
            tags=read_tags(detail),
            environment=environment,
            id=detail.text("UserId") if "UserId" in detail else None,
        )

    def group(self, detail: AwsResponse) -> Group:
        name, path, environment = _identity(detail, "group")
        own, attached = self._managed(detail, path)
        return Group(
            name=name,
            path=path,
            policies=(*own, *_inline(detail, "GroupPolicyList")),
            attached=attached,
            environment=environment,
            id=detail.text("GroupId") if "GroupId" in detail else None,
        )

    def _managed(self, detail: AwsResponse, path: str) -> tuple[list[Policy], tuple[AttachedPolicy, ...]]:
        """The principal's own managed policies, and the others."""
        own: list[Policy] = []
        attached: list[AttachedPolicy] = []
        for listed in detail.objects("AttachedManagedPolicies"):
            arn = listed.text("PolicyArn", names.policy_arn)
            policy = self._policies.get(arn)
            if policy and self._is_own(policy, path):
                own.append(Policy(policy.name, PolicyKind.MANAGED, policy.document))
            else:
                attached.append(AttachedPolicy(arn, policy.document if policy else None))
        return own, tuple(attached)

    def _is_own(self, policy: AccountPolicy, path: str) -> bool:
        """Whether only one principal has the policy, and the policy has the principal's path."""
        is_alone = policy.uses <= 1 and self._holders.get(policy.arn) == 1
        return is_alone and arn_account(policy.arn) != "aws" and policy.arn.endswith(f":policy{path}{policy.name}")

    def _boundary(self, detail: AwsResponse) -> AttachedPolicy | None:
        arn = _boundary(detail)
        policy = self._policies.get(arn) if arn else None
        return AttachedPolicy(arn, policy.document if policy else None) if arn else None


def _identity(detail: AwsResponse, kind: str) -> tuple[str, str, Environment]:
    """The name, path and environment of a principal, consistent with its ARN."""
    rule = (
        names.policy_name if kind == "group" else names.role_name
    )  # names of groups can be as long as those of policies
    name, path, arn = detail.text(f"{kind.capitalize()}Name", rule), detail.text("Path", names.path), detail.text("Arn")
    home, _, rest = arn.partition(f":{kind}/")
    if not _HOME.fullmatch(home) or f"/{rest}" != path + name:
        raise detail.malformed(f"`{arn}` is not the ARN of the {kind} `{path}{name}`", "Arn")
    return name, path, Environment(arn_account(arn), partition_id=arn_partition(arn))


def _inline(detail: AwsResponse, key: str) -> Iterator[Policy]:
    for listed in detail.objects(key):
        name = listed.text("PolicyName", names.policy_name)
        yield Policy(name, PolicyKind.INLINE, listed.document("PolicyDocument", name))


def _boundary(detail: AwsResponse) -> str | None:
    if "PermissionsBoundary" not in detail:
        return None
    return detail.object("PermissionsBoundary").text("PermissionsBoundaryArn", names.policy_arn)


def _version(detail: AwsResponse) -> str:
    return detail.text("VersionId", lambda text: None if _VERSION.fullmatch(text) else "is not a version")


def _last_use(detail: AwsResponse) -> LastUse | None:
    """None if the source does not say. https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html"""
    if "RoleLastUsed" not in detail:
        return None
    used = detail.object("RoleLastUsed")
    return LastUse(used.time("LastUsedDate"), used.text("Region") if "Region" in used else None)
