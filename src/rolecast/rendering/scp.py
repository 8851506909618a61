"""Service control policies that forbid what the settings of roles forbid, whatever policies the roles get later.

Each statement names the roles, so that it affects nobody else in the account. They are attached to an account or
organizational unit in addition to FullAWSAccess.
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolecast.guardrails.denials import packed
from rolecast.iam.documents import Document
from rolecast.iam.quotas import SCP_CHARACTERS, SCPS_PER_NODE
from rolecast.rendering import guarding, marks
from rolecast.role import Notice, Role

SUFFIX = ".scp.json"
_NAME = "SM_Guardrails"
_PRINCIPAL = "aws:PrincipalArn"
_MOST_ROLES = 40
"""The number of roles that one statement names, so that it fits in a policy."""


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """The policies as JSON. Raises UnresolvedError if a role's account or region is unknown."""
    policies = [
        {"name": f"{_NAME}_{number}", "size": document.size, "document": document.json}
        for number, document in enumerate(_documents(roles), 1)
    ]
    return guarding.rendered("scp", source, policies)


def notices(roles: Sequence[Role]) -> list[Notice]:
    """Notices if there is nothing to forbid, or more policies than can be attached in one place."""
    count = len(_documents(roles))
    if not count:
        return [Notice("scp-empty", "no role has `network`, `encryption` or `narrowing`: there is nothing to forbid")]
    if count < SCPS_PER_NODE:
        return []
    text = (
        f"{count} policies: a root, organizational unit or account can have {SCPS_PER_NODE}, including FullAWSAccess; "
        "attach them at several levels, or build fewer roles at once"
    )
    return [Notice("scp-many", text)]


def _documents(roles: Sequence[Role]) -> list[Document]:
    return packed(_statements(roles), SCP_CHARACTERS)


def _statements(roles: Sequence[Role]) -> Iterator[dict[str, Any]]:
    for members, statements in guarding.by_settings(roles):
        arns = [role.arn for role in members]
        for start in range(0, len(arns), _MOST_ROLES):
            for statement in statements:
                yield {
                    **statement,
                    "Condition": _of_principals(statement["Condition"], arns[start : start + _MOST_ROLES]),
                }


def _of_principals(condition: dict[str, Any], arns: list[str]) -> dict[str, Any]:
    """The condition, restricted to requests of these roles. Guardrails have no conditions on the principal."""
    return {**condition, "ArnLike": {**condition.get("ArnLike", {}), _PRINCIPAL: arns}}
