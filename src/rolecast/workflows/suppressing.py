"""Reads suppressions, from a role file or a separate file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from rolecast.checks import rulebook
from rolecast.checks.findings import Suppression
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Faults, did_you_mean
from rolecast.reading.nodes import MappingNode, Node, SequenceNode
from rolecast.rolefile.shape import SUPPRESSIONS

_NAME = "the suppressions"


Suppressed = str | os.PathLike[str] | Iterable[Suppression | Mapping[str, Any]]
"""A file of suppressions, or the suppressions: values, or mappings as in a role file's `suppress:`."""


def suppressions_of(given: Suppressed) -> tuple[str, list[Suppression]]:
    """The suppressions, and the name of their source in messages. Raises InputError with all errors."""
    if isinstance(given, str | os.PathLike):
        text, name = texts.read_text(os.fspath(given))
        return name, _suppressions(texts.parse(text, name))
    listed = list(given)
    values = [each for each in listed if isinstance(each, Suppression)]
    written = [each for each in listed if not isinstance(each, Suppression)]
    if written:
        values += _suppressions(texts.parse(json.dumps(written, indent=2), _NAME))
    return _NAME, values


def suppressions_in(node: Node) -> list[Suppression]:
    """The suppressions of a role file or of one of its roles. Raises InputError for unknown rules."""
    if isinstance(node, MappingNode) and "suppress" in node.entries:
        return _suppressions(node.entries["suppress"][1])
    return []


def _suppressions(node: Node) -> list[Suppression]:
    faults = Faults()
    values = SUPPRESSIONS.read(node, faults)
    faults.raise_any()
    assert isinstance(node, SequenceNode)  # otherwise raise_any would have raised
    assert values is not None
    for value, item in zip(values, node, strict=True):
        if value["rule"] not in rulebook.ids():
            remedy = did_you_mean(value["rule"], rulebook.ids()) or "`rolecast rule` lists them"
            faults.add(nodes.find(item, "rule").place, f"there is no rule `{value['rule']}`", remedy)
    faults.raise_any()
    return [Suppression(**value, place=item.place) for value, item in zip(values, node, strict=True)]
