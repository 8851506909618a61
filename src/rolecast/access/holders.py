"""Users and groups as roles, for whatever asks a role what it may do."""

from __future__ import annotations

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Policy, Principal, Role, User

NO_TRUST = Document("{{trust}}", PolicyType.TRUST, open={"trust": "the trust policy"})
"""The trust policy of who has none."""


def is_role(role: Role) -> bool:
    """Whether it is one, and no user, group or policy that is seen as one: its ARN is then not its own."""
    return role.trust_policy.text != NO_TRUST.text


def as_role(principal: Principal) -> Role:
    """The principal with all policies that it has, a user those of its groups, as a role. Its ARN is not its own.

    A group that is not known is an attached policy that is not known.
    """
    if isinstance(principal, Role):
        return principal.fill(principal.environment.values)
    groups = principal.groups if isinstance(principal, User) else ()
    of_groups = (
        Policy(f"{group.name}/{policy.name}", policy.kind, policy.document)
        for group in groups
        for policy in group.policies
    )
    unknown = (AttachedPolicy(f"group {group.name}") for group in groups if group.unknown)
    of_all = (*principal.attached, *unknown, *(each for group in groups for each in group.attached))
    return Role(
        principal.name,
        principal.name,
        NO_TRUST,
        principal.path,
        policies=(*principal.policies, *of_groups),
        attached=tuple(dict.fromkeys(of_all)),
        permissions_boundary=principal.permissions_boundary if isinstance(principal, User) else None,
        tags=principal.tags if isinstance(principal, User) else {},
        environment=principal.environment,
    )
