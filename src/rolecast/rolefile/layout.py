"""The positions of the parts of a YAML text, for edits that leave everything else unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import yaml

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.nodes import ScalarNode

_KEEPS_LINES = re.compile(r"(?:[&!]\S*\s+)*[|>]\d?\+")
"""The head of a block scalar that includes the empty lines after it."""


class LayoutNode:
    """A scalar (`text`), sequence (`items`) or mapping (`entries`), from the index `start` up to `end`.

    White space and comments after it are not part of it. `plain` is whether a scalar is unquoted, `is_shared` whether
    an alias refers to the node. An alias has only a `target`.
    """

    __slots__ = ("end", "entries", "is_flow", "is_shared", "items", "plain", "start", "target", "text")

    def __init__(self, start: int, end: int, *, is_flow: bool = False) -> None:
        self.start = start
        self.end = end
        self.is_flow = is_flow
        self.is_shared = False
        self.target: LayoutNode | None = None
        self.text: str | None = None
        self.plain = False
        self.items: list[LayoutNode] | None = None
        self.entries: list[MappingEntry] | None = None

    def entry(self, key: str) -> MappingEntry | None:
        return next((entry for entry in self.entries or () if entry.key.text == key), None)

    def means(self, value: Any) -> bool:
        """Whether it is parsed as `value`, however it is written."""
        if self.target is not None:
            return self.target.means(value)
        if isinstance(value, list):
            items = self.items
            return items is not None and len(items) == len(value) and all(map(LayoutNode.means, items, value))
        if isinstance(value, dict):
            if self.entries is None:
                return False
            written = sorted(((entry.key.text or "", entry.value) for entry in self.entries), key=itemgetter(0))
            given = sorted(value.items(), key=itemgetter(0))
            is_same = [key for key, _ in written] == [key for key, _ in given]
            return is_same and all(node.means(each) for (_, node), (_, each) in zip(written, given, strict=True))
        if self.text is None:
            return False
        scalar = ScalarNode("", 0, 0, self.text, self.plain)
        if isinstance(value, bool):
            return scalar.flag is value
        if isinstance(value, int):
            return self.plain and self.text == str(value)
        return self.text == value and not scalar.is_null and scalar.flag is None

    def nodes(self) -> Iterator[LayoutNode]:
        """The node and all nodes in it, including keys, in the order of the text."""
        yield self
        for item in self.items or ():
            yield from item.nodes()
        for entry in self.entries or ():
            yield from entry.nodes()


class MappingEntry:
    """A key of a mapping, and its value."""

    __slots__ = ("key", "value")

    def __init__(self, key: LayoutNode, value: LayoutNode) -> None:
        self.key = key
        self.value = value

    def nodes(self) -> Iterator[LayoutNode]:
        yield self.key
        yield from self.value.nodes()

    @property
    def end(self) -> int:
        """The end of the value, or of the key if there is none."""
        return max(self.key.end, self.value.end)


def read_layout(text: str) -> LayoutNode | None:
    """The document of a valid YAML text; None if it has none.

    Raises InputError if a line ends in a lone carriage return, which YAML and this module treat differently.
    """
    if re.search(r"\r(?!\n)", text):
        message, remedy = "lines of the file end in a carriage return alone", "save it with line feeds"
        raise InputError([Fault(None, message, remedy)])
    parsed: list[Any] = [*yaml.parse(text, Loader=yaml.CSafeLoader)]
    shared = {event.anchor for event in parsed if type(event) is yaml.AliasEvent}
    events = iter(parsed)
    next(events)  # StreamStartEvent
    if isinstance(next(events), yaml.StreamEndEvent):
        return None
    return _Reader(text, events, shared).node(next(events))


class _Reader:
    def __init__(self, text: str, events: Iterator[Any], shared: set[Any]) -> None:
        self._text = text
        self._events = events
        self._shared = shared
        self._anchors: dict[str, LayoutNode] = {}

    def node(self, event: Any) -> LayoutNode:
        node = LayoutNode(
            event.start_mark.index, event.end_mark.index, is_flow=bool(getattr(event, "flow_style", False))
        )
        kind = type(event)
        if kind is yaml.AliasEvent:
            node.target = self._anchors.get(event.anchor)
            return node
        if event.anchor is not None:
            node.is_shared = event.anchor in self._shared
            self._anchors[event.anchor] = node
        if kind is yaml.ScalarEvent:
            node.text = event.value
            node.plain = event.implicit[0] and event.tag is None
            node.end = node.start + len(_without_line_end(self._text[node.start : node.end]))
        elif kind is yaml.SequenceStartEvent:
            node.items = []
            while type(event := next(self._events)) is not yaml.SequenceEndEvent:
                node.items.append(self.node(event))
            node.end = _end(event) if node.is_flow else node.items[-1].end
        elif kind is yaml.MappingStartEvent:
            node.entries = []
            while type(event := next(self._events)) is not yaml.MappingEndEvent:
                key = self.node(event)
                node.entries.append(MappingEntry(key, self.node(next(self._events))))
            node.end = _end(event) if node.is_flow else node.entries[-1].end
        return node


def _without_line_end(scalar: str) -> str:
    """A scalar as written, without line ends and empty lines after it: libyaml includes some of them."""
    return re.sub(r"\r?\n\Z", "", scalar) if _KEEPS_LINES.match(scalar) else scalar.rstrip()


def _end(event: Any) -> int:
    end: int = event.end_mark.index
    return end
