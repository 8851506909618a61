"""The shapes of policy documents in a role file."""

from __future__ import annotations

from typing import Any

from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes
from rolecast.reading.faults import Faults
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.role import LONGEST_ENVIRONMENT


class PolicyDocument:
    """An identity policy. It may contain `{{name}}` of variables and of the environment."""

    def read(self, node: Node, faults: Faults) -> Any:
        document = Document.of_node(node, open=_open_texts(node))
        faults.extend(document.faults, document.more_faults)
        return document

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "required": ["Version", "Statement"]}


class TrustStatements:
    """Statements of a trust policy. They may contain the same."""

    def read(self, node: Node, faults: Faults) -> Any:
        if not isinstance(node, SequenceNode):
            faults.add(node.place, "expected a list of statements", "write `- Effect: Allow` and the rest below it")
            return ()
        # Wrapped in a document to be parsed; the nodes, and so the places of errors, are those of the file.
        whole = MappingNode(node.source, node.line, node.column)
        whole.add(ScalarNode(node.source, node.line, node.column, "Statement", plain=False), node, faults)
        document = Document.of_node(whole, PolicyType.TRUST, open=_open_texts(node))
        faults.extend(document.faults, document.more_faults)
        return () if document.faults else document.statements

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["Effect", "Action"]}}


def _open_texts(node: Node) -> dict[str, str]:
    """The variables in a document, as its open texts."""
    names = templates.names_in(nodes.plain_value(node)) - LONGEST_ENVIRONMENT.keys()
    return {name: f"{{{{{name}}}}}" for name in names}
