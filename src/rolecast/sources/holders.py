"""Users and groups of templates and plans, which are read in the shape of roles that nobody can assume."""

from __future__ import annotations

from collections.abc import Iterable

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Group, Role, User

NO_TRUST = Document({"Statement": []}, PolicyType.TRUST)


def user_of(role: Role, groups: Iterable[Group], attached: Iterable[AttachedPolicy]) -> User:
    """The user in the shape of a role, with its groups and with what it has attached because of other groups."""
    return User(
        role.name,
        role.path,
        role.policies,
        (*role.attached, *attached),
        tuple(groups),
        role.permissions_boundary,
        role.tags,
        key=role.key,
    )


def group_of(role: Role) -> Group:
    """The group in the shape of a role."""
    return Group(role.name, role.path, role.policies, role.attached, key=role.key)


def unknown_group(name: str) -> Group:
    """A group from outside, whose policies are unknown."""
    return Group(name, unknown=frozenset({"policies", "attached"}))


def group_attached(name: str, document: Document) -> AttachedPolicy:
    """The policies of a group that is unknown or may not have the user, as one attached policy."""
    return AttachedPolicy(f"group {name}", document)
