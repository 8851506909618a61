"""Suppressions as people write them: in a role file, or in a file of their own."""

from __future__ import annotations

from rolecast.checks import rulebook
from rolecast.checks.findings import Suppression
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Faults, did_you_mean
from rolecast.reading.nodes import MappingNode, Node, SequenceNode
from rolecast.rolefile.shape import SUPPRESSIONS


def load_suppressions(path: str) -> list[Suppression]:
    """The list in a file, YAML or JSON. Raises InputError with every fault."""
    return _suppressions(texts.parse(*texts.read_text(path)))


def suppressions_in(node: Node) -> list[Suppression]:
    """Those of a role file or of one of its roles. Raises InputError for rules that there are not."""
    if isinstance(node, MappingNode) and "suppress" in node.entries:
        return _suppressions(node.entries["suppress"][1])
    return []


def _suppressions(node: Node) -> list[Suppression]:
    faults = Faults()
    values = SUPPRESSIONS.read(node, faults)
    faults.raise_any()
    assert isinstance(node, SequenceNode)  # or there had been a fault
    assert values is not None
    for value, item in zip(values, node, strict=True):
        if value["rule"] not in rulebook.ids():
            remedy = did_you_mean(value["rule"], rulebook.ids()) or "`rolecast rule` lists them"
            faults.add(nodes.find(item, "rule").place, f"there is no rule `{value['rule']}`", remedy)
    faults.raise_any()
    return [Suppression(**value, place=item.place) for value, item in zip(values, node, strict=True)]
