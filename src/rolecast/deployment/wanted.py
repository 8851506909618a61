"""Roles as they are to be in one account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from rolecast.deployment.ownership import TAG_PREFIX
from rolecast.iam.documents import Document
from rolecast.reading.faults import Faults
from rolecast.role import Environment, Role, refuse_variables


class DeploymentHome(NamedTuple):
    """The account that is deployed to, and the region of roles whose file names none."""

    account: str
    partition: str
    region: str | None = None


def roles_of_account(roles: Iterable[Role], home: DeploymentHome) -> list[Role]:
    """Those of the roles that belong in the account, as they are to be there; one of no account belongs in any.

    Raises InputError where none does, where a role's region is in another partition, and for tags that begin
    with `rolecast:`.
    """
    roles = list(roles)
    faults = Faults()
    refuse_variables(roles)
    own = [role for role in roles if role.environment.account in (None, home.account)]
    if roles and not own:
        others = ", ".join(sorted({str(role.environment.account) for role in roles}))
        message = f"the credentials are for account {home.account}, but the roles are for account {others}"
        faults.add(None, message, "use credentials for that account, such as with `--profile`")
    filled = [replace(role, environment=_environment(role, home)) for role in own]
    for role in filled:
        partition = role.environment.partition
        if partition and partition.id != home.partition:
            message = f"role `{role.key}`: its region {role.environment.region} is in the partition `{partition.id}`"
            faults.add(
                None, f"{message}, and the credentials are for `{home.partition}`", "use credentials for that partition"
            )
        for name in role.tags:
            if name.startswith(TAG_PREFIX):
                faults.add(None, f"role `{role.key}`: the tag `{name}` is Rolecast's own", "give it another name")
    faults.raise_any()
    return _in_order([role.resolve() for role in filled])


def _environment(role: Role, home: DeploymentHome) -> Environment:
    return Environment(role.environment.account or home.account, role.environment.region or home.region)


def _in_order(roles: list[Role]) -> list[Role]:
    """The roles so that each comes after those that it names, which IAM wants to be there already.

    Of a circle one has to be first: IAM will say what it misses.
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
