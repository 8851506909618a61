"""Reads an account through the API, in few calls: three listings carry almost everything.

What they do not have, the tags of policies, takes a call for each policy and is read where it can matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rolecast.account.client import Connection
from rolecast.account.details import policies_of, roles_of, tags_of
from rolecast.account.errors import RefusedError
from rolecast.account.state import Account, AccountRole, ManagedPolicy
from rolecast.iam.quotas import Quotas

PAGE = 1_000
"""The most that IAM takes as MaxItems; it may answer fewer and say that there is more."""


def read_account(connection: Connection) -> Account:
    """The account's roles, its customer managed policies without their tags, and its quotas."""
    roles: dict[str, AccountRole] = {}
    policies: dict[str, ManagedPolicy] = {}
    wanted = ["Role", "LocalManagedPolicy"]
    for page in connection.pages("GetAccountAuthorizationDetails", Filter=wanted, MaxItems=PAGE):
        roles.update(roles_of(page))
        policies.update(policies_of(page))
    # The listing of roles has what the details lack.
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
    for page in connection.pages("ListRoles", MaxItems=PAGE):
        for listed in page["Roles"]:
            name = listed["RoleName"].lower()
            if name in roles:
                roles[name] = _completed(roles[name], listed)
    return Account(connection.account, roles, policies, _quotas(connection))


def read_tags(connection: Connection, arns: Iterable[str]) -> dict[str, dict[str, str]]:
    """The tags of these customer managed policies, by ARN; without those that are gone by now."""
    pages = _pages_of_policies(connection, "ListPolicyTags", arns)
    return {arn: tags_of([tag for page in read for tag in page["Tags"]]) for arn, read in pages.items()}


def read_holders(connection: Connection, arns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The users and groups that hold these customer managed policies, by ARN; the listings have the roles.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
    """
    pages = _pages_of_policies(connection, "ListEntitiesForPolicy", arns)
    return {arn: tuple(holder for page in read for holder in _holders(page)) for arn, read in pages.items()}


def _pages_of_policies(connection: Connection, operation: str, arns: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    answers: dict[str, list[dict[str, Any]]] = {}
    for arn in arns:
        try:
            answers[arn] = list(connection.pages(operation, PolicyArn=arn))
        except RefusedError as error:
            if error.code != "NoSuchEntity":
                raise
    return answers


def _holders(page: dict[str, Any]) -> list[str]:
    groups = [f"group {group['GroupName']}" for group in page.get("PolicyGroups", ())]
    return [*groups, *(f"user {user['UserName']}" for user in page.get("PolicyUsers", ()))]


def _completed(role: AccountRole, listed: dict[str, Any]) -> AccountRole:
    return replace(
        role, description=listed.get("Description", ""), max_session_duration=listed.get("MaxSessionDuration", 3_600)
    )


def _quotas(connection: Connection) -> Quotas:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html"""
    summary = connection.call("GetAccountSummary")["SummaryMap"]
    usual = Quotas()
    return Quotas(
        attached_policies=summary.get("AttachedPoliciesPerRoleQuota", usual.attached_policies),
        trust_policy=summary.get("AssumeRolePolicySizeQuota", usual.trust_policy),
        roles=summary.get("RolesQuota", usual.roles),
        customer_managed_policies=summary.get("PoliciesQuota", usual.customer_managed_policies),
    )
