"""Permissions boundaries that allow everything except what the settings of roles forbid.

A boundary grants nothing: a role is allowed only what both its policies and its boundary allow.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolecast.guardrails.breaches import listing
from rolecast.iam.documents import Document
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import VERSION
from rolecast.reading.faults import Fault, InputError
from rolecast.rendering import guarding, marks
from rolecast.role import Role

SUFFIX = ".boundary.json"
_NAME = "SM_Boundary"
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One policy for each group of roles with the same settings, as JSON.

    Raises UnresolvedError if a role's account or region is unknown, and InputError if a role's settings do not fit in
    one policy, since a role has one boundary.
    """
    return guarding.rendered("boundary", source, list(_policies(roles)))


def _policies(roles: Sequence[Role]) -> Iterator[dict[str, Any]]:
    faults: list[Fault] = []
    for number, (members, statements) in enumerate(guarding.by_settings(roles), 1):
        document = Document({"Version": VERSION, "Statement": [_EVERYTHING, *statements]})
        keys = [role.key for role in members]
        if document.size > MANAGED_POLICY_CHARACTERS:
            message = (
                f"role {listing(keys)}: the boundary would have {document.size:,} characters; "
                f"a managed policy has at most {MANAGED_POLICY_CHARACTERS:,}, and a role one boundary"
            )
            remedy = "use fewer settings, or `-f scp`, or `guardrails: enforce`, which can use several policies"
            faults.append(Fault(None, message, remedy))
        name = _NAME if number == 1 else f"{_NAME}_{number}"
        yield {"name": name, "roles": keys, "size": document.size, "document": document.json}
    if faults:
        raise InputError(faults)
