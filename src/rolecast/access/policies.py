"""The policies of a role or user in the form that the engine takes."""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.iam import openings
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.role import AttachedPolicy, Principal, Role, User


def policies_of(principal: Role | User) -> Policies:
    """The policies that a role or user brings to a decision, by name; those of a user's groups prefixed with the group.

    A role must be resolved, or its documents must list their open texts. An attached policy whose text is unknown (a
    policy of the account, or a newer AWS managed policy) has None as its document and its ARN as its name.
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
