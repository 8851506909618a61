"""Roles as they are to be in one account, in the account's own terms: ARNs instead of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from rolecast.deployment.ownership import TAG_PREFIX, Kind, Part, content_mark
from rolecast.iam.documents import Document
from rolecast.reading.faults import Faults
from rolecast.role import Environment, PolicyKind, Role


class Home(NamedTuple):
    """The account that is deployed to, and the region of roles whose file names none."""

    account: str
    partition: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class WantedRole:
    """A role as it is to be."""

    name: str
    arn: str
    path: str
    description: str
    max_session_duration: int
    trust_policy: Document
    permissions_boundary: str | None
    tags: Mapping[str, str]
    policies: Mapping[str, Document]
    """The role's own managed policies, by ARN."""
    inline: Mapping[str, Document]
    attached: tuple[str, ...]
    """ARNs of every managed policy that is attached, the role's own first."""

    @property
    def marks(self) -> dict[Part, str]:
        """What a record holds of the role once it is as it is to be."""
        boundary = self.permissions_boundary
        contents: dict[Part, object] = {
            Part(Kind.TRUST_POLICY): self.trust_policy,
            Part(Kind.DESCRIPTION): self.description,
            Part(Kind.SESSION): self.max_session_duration,
            **({Part(Kind.BOUNDARY, boundary): boundary} if boundary else {}),
            **{Part(Kind.ATTACHMENT, arn): self.policies.get(arn, arn) for arn in self.attached},
            **{Part(Kind.INLINE_POLICY, name): document for name, document in self.inline.items()},
            **{Part(Kind.TAG, name): value for name, value in self.tags.items()},
        }
        return {part: content_mark(content) for part, content in contents.items()}


def roles_of_account(roles: Iterable[Role], home: Home) -> list[WantedRole]:
    """Those of the roles that belong in the account; one whose file names no account belongs in any.

    Raises InputError where none does, where a role's region is in another partition, and for tags that begin
    with `rolecast:`.
    """
    roles = list(roles)
    faults = Faults()
    own = [role for role in roles if role.environment.account in (None, home.account)]
    if roles and not own:
        others = ", ".join(sorted({str(role.environment.account) for role in roles}))
        message = f"the credentials are of the account {home.account}, and the roles belong in {others}"
        faults.add(None, message, "give credentials of that account, such as by `--profile`")
    filled = [replace(role, environment=_environment(role, home)) for role in own]
    for role in filled:
        partition = role.environment.partition
        if partition and partition.id != home.partition:
            message = f"role `{role.key}`: its region {role.environment.region} is in the partition `{partition.id}`"
            faults.add(
                None, f"{message}, and the credentials are of `{home.partition}`", "give credentials of that one"
            )
        for name in role.tags:
            if name.startswith(TAG_PREFIX):
                faults.add(None, f"role `{role.key}`: the tag `{name}` is Rolecast's own", "give it another name")
    faults.raise_any()
    return _in_order([_wanted(role.resolve(), home) for role in filled])


def _environment(role: Role, home: Home) -> Environment:
    return Environment(role.environment.account or home.account, role.environment.region or home.region)


def _wanted(role: Role, home: Home) -> WantedRole:
    prefix = f"arn:{home.partition}:iam::{home.account}:"
    policies = {
        f"{prefix}policy{role.path}{policy.name}": policy.document
        for policy in role.policies
        if policy.kind is PolicyKind.MANAGED
    }
    return WantedRole(
        name=role.name,
        arn=f"{prefix}role{role.path}{role.name}",
        path=role.path,
        description=role.description,
        max_session_duration=role.max_session_duration,
        trust_policy=role.trust_policy,
        permissions_boundary=role.permissions_boundary.arn if role.permissions_boundary else None,
        tags=role.tags,
        policies=policies,
        inline={policy.name: policy.document for policy in role.policies if policy.kind is PolicyKind.INLINE},
        attached=tuple(dict.fromkeys((*policies, *(policy.arn for policy in role.attached)))),
    )


def _in_order(roles: list[WantedRole]) -> list[WantedRole]:
    """The roles so that each comes after those that it names, which IAM wants to be there already.

    Of a circle one has to be first: IAM will say what it misses.
    """
    owners = {arn: role for role in roles for arn in (role.arn, *role.policies)}
    ordered: dict[str, WantedRole] = {}
    begun: set[str] = set()

    def add(role: WantedRole) -> None:
        if role.name in begun:
            return
        begun.add(role.name)
        for text in (*_principals(role.trust_policy), *role.attached, role.permissions_boundary):
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
