"""A role's policies as the engine takes them."""

from __future__ import annotations

from rolecast.iam import openings
from rolecast.iam.documents import Document
from rolecast.iam.policies import Policies, Policy
from rolecast.role import AttachedPolicy, Role


def policies_of(role: Role) -> Policies:
    """Everything that the role itself brings to a decision, each policy by its name.

    `role` must be resolved, or its documents must say what is open in them. What is attached from the account, or is
    newer than the shipped AWS managed policies, applies and is not available: its document is None, and its name is
    its ARN.
    """
    own = tuple(Policy(policy.name, _known(policy.document)) for policy in role.policies)
    attached = tuple(map(_attached, role.attached))
    boundary = (_attached(role.permissions_boundary),) if role.permissions_boundary else ()
    return Policies(identity=(*own, *attached), boundary=boundary)


def _attached(policy: AttachedPolicy) -> Policy:
    document = _known(policy.document)
    return Policy(policy.arn if document is None else policy.name, document)


def _known(document: Document | None) -> Document | None:
    return None if document is None or openings.is_unknown(document) else document
