"""The policies of a role or a user as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.iam import openings
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.role import AttachedPolicy, Principal, Role, User


def policies_of(principal: Role | User) -> Policies:
    """Everything that a role or a user itself brings to a decision, each policy by its name; those of a user's groups
    behind the group's.

    A role must be resolved, or its documents must say what is open in them. What is attached from the account, or is
    newer than the shipped AWS managed policies, applies and is not available: its document is None, and its name is
    its ARN.
    """
    identity = [*_held(principal)]
    for group in principal.groups if isinstance(principal, User) else ():
        if group.unknown:
            identity.append(NamedPolicy(f"group {group.name}", None))
        identity += [NamedPolicy(f"{group.key or group.name}/{name}", document) for name, document in _held(group)]
    boundary = (_attached(principal.permissions_boundary),) if principal.permissions_boundary else ()
    return Policies(identity=tuple(identity), boundary=boundary)


def _held(principal: Principal) -> Iterator[NamedPolicy]:
    yield from (NamedPolicy(policy.name, _known(policy.document)) for policy in principal.policies)
    yield from map(_attached, principal.attached)


def _attached(policy: AttachedPolicy) -> NamedPolicy:
    document = _known(policy.document)
    return NamedPolicy(policy.arn if document is None else policy.name, document)


def _known(document: Document | None) -> Document | None:
    return None if document is None or openings.is_unknown(document) else document
