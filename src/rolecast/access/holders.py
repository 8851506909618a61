"""Users and groups as roles, for code that evaluates roles."""

from __future__ import annotations

from dataclasses import dataclass

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Policy, Principal, Role, User, user_arn

NO_TRUST = Document("{{trust}}", PolicyType.TRUST, open={"trust": "the trust policy"})
"""The trust policy of principals that have none."""


@dataclass(frozen=True)
class UserAsRole(Role):
    """A user in the shape of a role, with the user's ARN."""

    @property
    def arn(self) -> str:
        return user_arn(self.path, self.name, self.environment)


@dataclass(frozen=True)
class GroupAsRole(Role):
    """A group in the shape of a role. It makes no requests; its users do."""


def noun(role: Role | User) -> str:
    """The noun for it in messages."""
    match role:
        case UserAsRole() | User():
            return "user"
        case GroupAsRole():
            return "group"
        case _:
            return "role"


def is_role(role: Role) -> bool:
    """Whether it is a real role, not a user, group or policy in the shape of one."""
    return role.trust_policy.text != NO_TRUST.text


def is_principal(role: Role) -> bool:
    """Whether it is a role or a user. Groups and policies make no requests, and their ARN here is not their own."""
    return is_role(role) or isinstance(role, UserAsRole)


def as_role(principal: Principal) -> Role:
    """The principal with all of its policies, for a user including those of its groups, in the shape of a role.

    A group that is unknown counts as an attached policy whose document is unknown.
    """
    if isinstance(principal, Role):
        return principal.fill(principal.environment.values)
    groups = principal.groups if isinstance(principal, User) else ()
    of_groups = (
        Policy(f"{group.key or group.name}/{policy.name}", policy.kind, policy.document)
        for group in groups
        for policy in group.policies
    )
    unknown = (AttachedPolicy(f"group {group.name}") for group in groups if group.unknown)
    of_all = (*principal.attached, *unknown, *(each for group in groups for each in group.attached))
    kind = UserAsRole if isinstance(principal, User) else GroupAsRole
    return kind(
        principal.key or principal.name,
        principal.name,
        NO_TRUST,
        principal.path,
        policies=(*principal.policies, *of_groups),
        attached=tuple(dict.fromkeys(of_all)),
        permissions_boundary=principal.permissions_boundary if isinstance(principal, User) else None,
        tags=principal.tags if isinstance(principal, User) else {},
        environment=principal.environment,
        id=principal.id,
    )
