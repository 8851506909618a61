"""Reads YAML.

libyaml parses it, and its events are converted to nodes here, because PyYAML's own nodes are ten times as large, accept
duplicate keys and follow an anchor that contains itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from rolecast.reading.faults import Fault, Faults, InputError, Place
from rolecast.reading.nodes import MAX_DEPTH, MAX_VALUES, MappingNode, Node, ScalarNode, SequenceNode, too_many

# Aliases share their node, so expansion costs nothing here, but it does for callers that walk the tree.
MAX_EXPANDED_NODES = 2_000_000


Tags = Callable[[str, Node], Node | None]
"""Converts a node with a tag such as `!Sub`; returns None if the tag is unknown."""


def read(text: str, source: str, faults: Faults, tags: Tags | None = None) -> Node:
    """The single document in a YAML text. Adds errors that do not prevent reading to `faults`.

    Raises InputError with all of `faults` if there is no complete document.
    """
    try:
        builder = _Builder(text, source, faults, tags)
        root = builder.build()
        if builder.is_whole:
            return root
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(source, mark.line + 1, mark.column + 1) if mark else None
        about = ", ".join(filter(None, (error.context, error.problem)))
        faults.add(place, f"this is not YAML: {about}")
    except yaml.reader.ReaderError as error:
        faults.add(
            _place_of_character(text, source, error.character),
            f"the character U+{error.character:04X} is not allowed in YAML",
        )
    except UnicodeEncodeError as error:
        place = _place_of_character(text, source, ord(error.object[error.start]))
        faults.add(place, "half of a surrogate pair is not allowed in YAML")
    raise InputError(faults, faults.more)


class _Builder:
    def __init__(self, text: str, source: str, faults: Faults, tags: Tags | None) -> None:
        self._parser = CParser(text)
        self.is_whole = True
        """False if the tree lacks a part of the text."""
        self._source = source
        self._faults = faults
        self._tags = tags
        self._anchors: dict[str, Node | None] = {}
        self._left = MAX_VALUES

    def build(self) -> Node:
        next_event = self._parser.get_event
        next_event()  # StreamStartEvent
        event = next_event()
        if isinstance(event, yaml.StreamEndEvent):
            return ScalarNode(self._source, 1, 1, "", plain=True)
        root = self._node(next_event(), 0)
        next_event()  # DocumentEndEvent
        event = next_event()
        if not isinstance(event, yaml.StreamEndEvent):
            self._add(event, "a second document begins here", "keep one document in a file")
        if root.size > MAX_EXPANDED_NODES:
            self._add_at(root, f"its aliases expand to more than {MAX_EXPANDED_NODES:,} values")
            self.is_whole = False
        return root

    def _node(self, event: Any, depth: int) -> Node:
        mark = event.start_mark
        place = self._source, mark.line + 1, mark.column + 1
        kind = type(event)
        self._left -= 1
        if self._left < 0:
            raise too_many(Place(*place))
        if kind is yaml.AliasEvent:
            return self._alias(event, place)
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # unfinished, to detect an alias inside its own anchor
        node: Node
        if kind is yaml.ScalarEvent:
            node = ScalarNode(*place, event.value, plain=event.implicit[0] and event.tag is None)
        elif depth == MAX_DEPTH:
            raise InputError([Fault(Place(*place), f"this is nested more than {MAX_DEPTH} levels deep")])
        elif kind is yaml.SequenceStartEvent:
            node = self._sequence(SequenceNode(*place), depth)
        else:
            node = self._mapping(MappingNode(*place), depth)
        if event.tag is not None and not (kind is yaml.ScalarEvent and event.tag == "!"):
            node = self._tagged(event, node)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _sequence(self, node: SequenceNode, depth: int) -> Node:
        next_event = self._parser.get_event
        while not isinstance(event := next_event(), yaml.SequenceEndEvent):
            item = self._node(event, depth + 1)
            node.items.append(item)
            node.size += item.size
        return node

    def _mapping(self, node: MappingNode, depth: int) -> Node:
        next_event = self._parser.get_event
        while not isinstance(event := next_event(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next_event(), depth + 1)
            node.size += key.size + value.size
            if not isinstance(key, ScalarNode):
                self._add_at(key, "a key must be a single value")
            elif key.text == "<<" and key.plain:
                self._add_at(key, "merge keys (`<<`) are not supported", "put what roles share at the top of the file")
                self.is_whole = False
            else:
                node.add(key, value, self._faults)
        return node

    def _tagged(self, event: Any, node: Node) -> Node:
        meant = self._tags(event.tag, node) if self._tags else None
        if meant is None:
            self._add(event, f"the tag `{event.tag}` has no meaning here", "remove it")
        return meant or node

    def _alias(self, event: Any, place: tuple[str, int, int]) -> Node:
        target = self._anchors.get(event.anchor)
        if target is None:
            problem = "contains itself" if event.anchor in self._anchors else "is not defined before this"
            self._add(event, f"the anchor `{event.anchor}` {problem}")
            self.is_whole = False
            return ScalarNode(*place, "", plain=True)
        return target

    def _add(self, event: Any, message: str, help: str | None = None) -> None:
        mark = event.start_mark
        self._faults.add(Place(self._source, mark.line + 1, mark.column + 1), message, help)

    def _add_at(self, node: Node, message: str, help: str | None = None) -> None:
        self._faults.add(node.place, message, help)


def _place_of_character(text: str, source: str, character: int) -> Place:
    offset = text.find(chr(character))
    return Place(source, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
