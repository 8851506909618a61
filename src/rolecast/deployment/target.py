"""The desired roles of one account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from rolecast.deployment.ownership import TAG_PREFIX
from rolecast.iam.documents import Document
from rolecast.reading.faults import Faults
from rolecast.role import Environment, Role, refuse_variables


class TargetAccount(NamedTuple):
    """The account to deploy to, and the region for roles whose role file names none."""

    account: str
    partition: str
    region: str | None = None


def roles_of_account(roles: Iterable[Role], target: TargetAccount) -> list[Role]:
    """The roles that belong in the account, with account and region filled in. A role without an account always does.

    Each comes after the roles and policies that it refers to. Raises InputError if no role belongs in the account, a
    role's region is in another partition, or a tag begins with `rolecast:`, and UnresolvedError for missing values.
    """
    roles = list(roles)
    faults = Faults()
    refuse_variables(roles)
    own = [role for role in roles if role.environment.account in (None, target.account)]
    if roles and not own:
        others = ", ".join(sorted({str(role.environment.account) for role in roles}))
        message = f"the credentials are for account {target.account}, but the roles are for account {others}"
        faults.add(None, message, "use credentials for that account, such as with `--profile`")
    filled = [replace(role, environment=_environment(role, target)) for role in own]
    for role in filled:
        partition = role.environment.partition
        if partition and partition.id != target.partition:
            message = f"role `{role.key}`: its region {role.environment.region} is in the partition `{partition.id}`"
            faults.add(
                None,
                f"{message}, and the credentials are for `{target.partition}`",
                "use credentials for that partition",
            )
        for name in role.tags:
            if name.startswith(TAG_PREFIX):
                faults.add(None, f"role `{role.key}`: the tag `{name}` is Rolecast's own", "give it another name")
    faults.raise_any()
    return _in_order([role.resolve() for role in filled])


def _environment(role: Role, target: TargetAccount) -> Environment:
    return Environment(role.environment.account or target.account, role.environment.region or target.region)


def _in_order(roles: list[Role]) -> list[Role]:
    """The roles, each after those that it refers to, because IAM requires these to exist.

    In a circular reference, one role has to come first, and IAM reports what is missing.
    """
    owners = {arn: role for role in roles for arn in (role.arn, *role.managed)}
    ordered: dict[str, Role] = {}
    begun: set[str] = set()

    def add(role: Role) -> None:
        if role.name in begun:
            return
        begun.add(role.name)
        for text in (*_principals(role.trust_policy), *role.attachments, role.boundary_arn):
            if text in owners:
                add(owners[text])
        ordered[role.name] = role

    for role in roles:
        add(role)
    return list(ordered.values())


def _principals(trust_policy: Document) -> Iterator[str]:
    for statement in trust_policy.statements:
        for named in (statement.principals, statement.not_principals):
            for _, texts in named.entries if named else ():
                yield from texts
