"""A policy document by itself."""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.sources.contents import FoundPolicy, Kind

TYPES = {
    Kind.POLICY: PolicyType.IDENTITY,
    Kind.TRUST_POLICY: PolicyType.TRUST,
    Kind.RESOURCE_POLICY: PolicyType.RESOURCE,
    Kind.SCP: PolicyType.SCP,
    Kind.RCP: PolicyType.RCP,
}


def read(root: Node, source: str, kind: Kind) -> Iterator[FoundPolicy]:
    yield FoundPolicy(None, Document.of_node(root, TYPES[kind], source))


def kind_of(root: Node) -> Kind:
    """What a document by itself can be told to be: a policy with principals trusts, or is of a resource.

    A trust policy allows to assume a role. With a Resource it stays one, which IAM refuses.
    """
    statements = list(_statements(root))
    if not any("Principal" in each.entries or "NotPrincipal" in each.entries for each in statements):
        return Kind.POLICY
    return Kind.TRUST_POLICY if all(map(_is_about_sts, statements)) else Kind.RESOURCE_POLICY


def _statements(root: Node) -> Iterator[MappingNode]:
    given = root.entries["Statement"][1] if isinstance(root, MappingNode) and "Statement" in root.entries else root
    for each in given if isinstance(given, SequenceNode) else [given]:
        if isinstance(each, MappingNode):
            yield each


def _is_about_sts(statement: MappingNode) -> bool:
    actions = statement.entries["Action"][1] if "Action" in statement.entries else None
    listed = actions.items if isinstance(actions, SequenceNode) else [actions]
    return bool(listed) and all(
        isinstance(action, ScalarNode) and action.text.lower().startswith("sts:") for action in listed
    )
