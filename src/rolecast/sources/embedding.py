"""Documents inside of texts: JSON as a text in JSON, percent-encoded as IAM's API sends it."""

from __future__ import annotations

from urllib.parse import unquote

from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode


def unfold(node: Node) -> Node:
    """The document that a node is, or that is in its text, with the places of that. Raises InputError for another text.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
    """
    if not isinstance(node, ScalarNode) or node.plain:
        return node
    from rolecast.reading import json_text  # few sources have such texts

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
    """The node, with itself and all that is in it at the place of another."""
    node.source, node.line, node.column = place.source, place.line, place.column
    if isinstance(node, MappingNode):
        for key, value in node:
            relocate(key, place)
            relocate(value, place)
    elif isinstance(node, SequenceNode):
        for item in node:
            relocate(item, place)
    return node
