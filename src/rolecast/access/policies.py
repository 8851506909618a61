"""A role's policies as the engine takes them."""

from __future__ import annotations

from rolecast.iam import grammar, managed
from rolecast.iam.names import arn_account
from rolecast.iam.policies import Policies, Policy
from rolecast.role import Role


def policies_of(role: Role) -> Policies:
    """Everything that the role itself brings to a decision, each policy by its name.

    `role` must be resolved. What is attached from the account, or is newer than the shipped AWS managed
    policies, applies and is not available: its document is None.
    """
    own = tuple(Policy(policy.name, grammar.parse(policy.document)) for policy in role.policies)
    attached = tuple(map(_managed, role.attached))
    boundary = (_managed(role.permissions_boundary),) if role.permissions_boundary else ()
    return Policies(identity=(*own, *attached), boundary=boundary)


def _managed(arn: str) -> Policy:
    name = arn.rpartition("/")[2]
    document = managed.document(name) if arn_account(arn) == "aws" else None
    return Policy(name, None if document is None else grammar.parse(document))
