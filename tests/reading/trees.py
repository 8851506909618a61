"""What holds of every tree of nodes."""

from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode


def check(node: Node) -> None:
    """Sizes add up, places count from 1."""
    assert node.line >= 1
    assert node.column >= 1
    parts: list[Node] = []
    if isinstance(node, MappingNode):
        parts = [part for entry in node for part in entry]
    elif isinstance(node, SequenceNode):
        parts = list(node)
    else:
        assert isinstance(node, ScalarNode)
    assert node.size == 1 + sum(part.size for part in parts)
    for part in parts:
        check(part)
