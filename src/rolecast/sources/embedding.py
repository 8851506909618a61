"""Documents embedded in strings: JSON within JSON, or percent-encoded as in responses of the IAM API."""

from __future__ import annotations

from urllib.parse import unquote

from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode


def unfold(node: Node) -> Node:
    """The document that a node is or contains as a string; its nodes have the position of the string.

    Raises InputError for a string that is not a document.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
    """
    if not isinstance(node, ScalarNode) or node.plain:
        return node
    from rolecast.reading import json_text  # imported here: few sources have such strings

    text = node.text.lstrip()
    faults = Faults()
    try:
        root = json_text.read(text if text.startswith("{") else unquote(text), node.source, faults)
        faults.raise_any()
    except InputError as error:
        raise InputError(
            Fault(node.place, f"in the policy in this string: {fault.message}", fault.help) for fault in error.faults
        ) from None
    return relocate(root, node)


def relocate(node: Node, place: Node) -> Node:
    """Moves a node and all nodes in it to the position of another, and returns it."""
    node.source, node.line, node.column = place.source, place.line, place.column
    if isinstance(node, MappingNode):
        for key, value in node:
            relocate(key, place)
            relocate(value, place)
    elif isinstance(node, SequenceNode):
        for item in node:
            relocate(item, place)
    return node
