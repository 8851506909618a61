"""A source that is a single policy document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.nodes import Node
from rolecast.sources.contents import FoundPolicy, SourceKind

TYPES = {
    SourceKind.POLICY: PolicyType.IDENTITY,
    SourceKind.TRUST_POLICY: PolicyType.TRUST,
    SourceKind.RESOURCE_POLICY: PolicyType.RESOURCE,
    SourceKind.SCP: PolicyType.SCP,
    SourceKind.RCP: PolicyType.RCP,
}


"""The type of the document, by kind of source."""


def read(root: Node, source: str, kind: SourceKind) -> Iterator[FoundPolicy]:
    yield FoundPolicy(None, Document.of_node(root, TYPES[kind], source))


def kind_of(value: object) -> SourceKind:
    """The type of a policy from its JSON. With principals, it is a trust policy or a resource policy.

    A policy is a trust policy if it has actions of STS, whatever its errors. The policy of a VPC endpoint may have the
    same actions, but it is for everyone and has a Resource.
    """
    given = value.get("Statement") if isinstance(value, Mapping) else None
    statements = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, Mapping)]
    if not any("Principal" in each or "NotPrincipal" in each for each in statements):
        return SourceKind.POLICY
    return SourceKind.TRUST_POLICY if any(map(_is_trust, statements)) else SourceKind.RESOURCE_POLICY


def _is_trust(statement: Mapping[str, Any]) -> bool:
    actions = statement.get("Action")
    listed = actions if isinstance(actions, list) else [actions]
    if not any(isinstance(action, str) and action.lower().startswith("sts:") for action in listed):
        return False
    has_resource = "Resource" in statement or "NotResource" in statement
    return not has_resource or statement.get("Principal") not in ("*", {"AWS": "*"}, {"AWS": ["*"]})
