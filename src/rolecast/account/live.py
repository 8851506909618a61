"""Reads an account through the API. Three listings return almost everything.

Only tags and holders of policies need a call per policy, and are read only where they can matter. All functions raise
AccountError, also for invalid responses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from rolecast.account.client import Connection
from rolecast.account.errors import RefusedError
from rolecast.account.principals import PrincipalReader, held, read_policy, read_tags
from rolecast.account.responses import AwsResponse
from rolecast.account.state import Account
from rolecast.iam.quotas import Quotas
from rolecast.role import Principal, Role

PAGE = 1_000
"""The maximum of MaxItems. IAM may return fewer items per page."""

_Found = TypeVar("_Found")


def read_account(connection: Connection) -> Account:
    """The account's roles, its customer managed policies without their tags, and its quotas."""
    details = _Details(connection, "Role", "LocalManagedPolicy")
    roles = {role.name.lower(): role for role in details.roles()}
    return Account(connection.account, roles, details.policies, _quotas(connection))


def read_principals(connection: Connection) -> Iterator[Principal]:
    """All groups, users and roles of the account, with the documents of all their policies."""
    details = _Details(connection, "Group", "User", "Role", "LocalManagedPolicy", "AWSManagedPolicy")
    groups = {group.name: group for group in map(details.principals.group, details.all("GroupDetailList"))}
    yield from groups.values()
    yield from (details.principals.user(user, groups) for user in details.all("UserDetailList"))
    yield from details.roles()


def read_policy_tags(connection: Connection, arns: Iterable[str]) -> dict[str, dict[str, str] | None]:
    """The tags of these customer managed policies, by ARN; None for a policy that no longer exists."""
    read = dict.fromkeys(arns)
    return {**read, **{arn: dict(tags) for arn, tags in _of_policies(connection, "ListPolicyTags", read, _tags)}}


def read_holders(connection: Connection, arns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The users and groups that have these customer managed policies, by ARN. The listings already contain the roles.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
    """
    return {arn: tuple(found) for arn, found in _of_policies(connection, "ListEntitiesForPolicy", arns, _holders)}


class _Details:
    """All pages of GetAccountAuthorizationDetails."""

    def __init__(self, connection: Connection, *filters: str) -> None:
        self._connection = connection
        pages = connection.pages("GetAccountAuthorizationDetails", Filter=list(filters), MaxItems=PAGE)
        self._pages = list(pages)
        self.policies = {policy.arn: policy for policy in map(read_policy, self.all("Policies"))}
        holders: Counter[str] = Counter()
        for key in ("GroupDetailList", "UserDetailList", "RoleDetailList"):
            for detail in self.all(key):
                holders.update(held(detail))
        self.principals = PrincipalReader(self.policies, holders)

    def all(self, key: str) -> Iterator[AwsResponse]:
        return (detail for page in self._pages for detail in page.objects(key))

    def roles(self) -> Iterator[Role]:
        """The roles, with the fields that only ListRoles returns.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
        """
        pages = self._connection.pages("ListRoles", MaxItems=PAGE)
        listed = {role.text("RoleName"): role for page in pages for role in page.objects("Roles")}
        for role in map(self.principals.role, self.all("RoleDetailList")):
            yield _completed(role, listed[role.name]) if role.name in listed else role


def _completed(role: Role, listed: AwsResponse) -> Role:
    return replace(
        role,
        description=listed.text_or("Description", ""),
        max_session_duration=listed.number_or("MaxSessionDuration", 3_600),
        unknown=role.unknown - {"description", "max_session_duration"},
    )


def _of_policies(
    connection: Connection, operation: str, arns: Iterable[str], read: Callable[[AwsResponse], Iterable[_Found]]
) -> Iterator[tuple[str, list[_Found]]]:
    """All items of a listing for each policy, by ARN. Omits policies that twice do not exist."""
    for arn in arns:
        for _ in range(2):
            try:
                yield arn, [found for page in connection.pages(operation, PolicyArn=arn) for found in read(page)]
                break
            except RefusedError as error:
                if error.code != "NoSuchEntity":
                    raise


def _tags(page: AwsResponse) -> Iterable[tuple[str, str]]:
    return read_tags(page).items()


def _holders(page: AwsResponse) -> Iterator[str]:
    yield from (f"group {group.text('GroupName')}" for group in page.objects("PolicyGroups"))
    yield from (f"user {user.text('UserName')}" for user in page.objects("PolicyUsers"))


def _quotas(connection: Connection) -> Quotas:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html"""
    summary = connection.ask("GetAccountSummary").object("SummaryMap")
    usual = Quotas()
    return Quotas(
        attached_policies=summary.number_or("AttachedPoliciesPerRoleQuota", usual.attached_policies),
        trust_policy=summary.number_or("AssumeRolePolicySizeQuota", usual.trust_policy),
        roles=summary.number_or("RolesQuota", usual.roles),
        customer_managed_policies=summary.number_or("PoliciesQuota", usual.customer_managed_policies),
    )
