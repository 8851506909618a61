"""A policy document by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.nodes import Node
from rolecast.sources.contents import FoundPolicy, Kind

TYPES = {
    Kind.POLICY: PolicyType.IDENTITY,
    Kind.TRUST_POLICY: PolicyType.TRUST,
    Kind.RESOURCE_POLICY: PolicyType.RESOURCE,
    Kind.SCP: PolicyType.SCP,
    Kind.RCP: PolicyType.RCP,
}


"""The type of the documents of each kind, which has no others."""


def read(root: Node, source: str, kind: Kind) -> Iterator[FoundPolicy]:
    yield FoundPolicy(None, Document.of_node(root, TYPES[kind], source))


def kind_of(value: object) -> Kind:
    """What the JSON of a document by itself can be told to be: one with principals trusts, or is of a resource.

    It trusts if it lets roles be assumed and does nothing else, or has no Resource. IAM refuses a Resource, and other
    actions, in a trust policy.
    """
    given = value.get("Statement") if isinstance(value, Mapping) else None
    statements = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, Mapping)]
    if not any("Principal" in each or "NotPrincipal" in each for each in statements):
        return Kind.POLICY
    is_about_sts = [is_sts for each in statements for is_sts in _are_of_sts(each)]
    has_resources = any("Resource" in each or "NotResource" in each for each in statements)
    trusts = all(is_about_sts) if has_resources else any(is_about_sts)
    return Kind.TRUST_POLICY if trusts and is_about_sts else Kind.RESOURCE_POLICY


def _are_of_sts(statement: Mapping[str, Any]) -> Iterator[bool]:
    """Of each action of a statement, whether it is one of STS."""
    actions = statement.get("Action")
    for action in actions if isinstance(actions, list) else [actions]:
        yield isinstance(action, str) and action.lower().startswith("sts:")
