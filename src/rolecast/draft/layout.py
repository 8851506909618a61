"""Where the parts of a YAML text begin and end, for whoever changes one of them and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml


class Node:
    """A scalar, a sequence (`items`) or a mapping (`entries`), from the character `start` to before `end`.

    White space and comments behind it are not part of it. `is_shared` tells that an alias uses it elsewhere.
    """

    __slots__ = ("end", "entries", "is_alias", "is_flow", "is_shared", "items", "start", "text")

    def __init__(self, start: int, end: int, *, is_flow: bool = False) -> None:
        self.start = start
        self.end = end
        self.is_flow = is_flow
        self.is_alias = False
        self.is_shared = False
        self.text: str | None = None
        self.items: list[Node] | None = None
        self.entries: list[Entry] | None = None

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries or () if entry.key.text == key), None)

    def scalars(self) -> Iterator[Node]:
        """The scalars in it, keys included, in the order of the text."""
        if self.items is None and self.entries is None:
            yield self
        for item in self.items or ():
            yield from item.scalars()
        for entry in self.entries or ():
            yield entry.key
            yield from entry.value.scalars()


class Entry:
    """A key of a mapping, and its value."""

    __slots__ = ("key", "value")

    def __init__(self, key: Node, value: Node) -> None:
        self.key = key
        self.value = value

    @property
    def end(self) -> int:
        """Where the value ends; where there is none, the key."""
        return max(self.key.end, self.value.end)


def read_layout(text: str) -> Node | None:
    """The text's document; None where it has none. The text must be YAML that can be read."""
    parsed: list[Any] = [*yaml.parse(text, Loader=yaml.CSafeLoader)]
    shared = {event.anchor for event in parsed if type(event) is yaml.AliasEvent}
    events = iter(parsed)
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        return None
    return _node(next(events), events, text, shared)


def _node(event: Any, events: Iterator[Any], text: str, shared: set[Any]) -> Node:
    node = Node(event.start_mark.index, event.end_mark.index, is_flow=bool(getattr(event, "flow_style", False)))
    node.is_alias = type(event) is yaml.AliasEvent
    node.is_shared = not node.is_alias and event.anchor in shared
    kind = type(event)
    if kind is yaml.ScalarEvent:
        node.text = event.value
        # A block scalar ends where the next line begins.
        node.end = node.start + len(text[node.start : node.end].rstrip())
    elif kind is yaml.SequenceStartEvent:
        node.items = []
        while type(event := next(events)) is not yaml.SequenceEndEvent:
            node.items.append(_node(event, events, text, shared))
        node.end = _end(event) if node.is_flow else node.items[-1].end
    elif kind is yaml.MappingStartEvent:
        node.entries = []
        while type(event := next(events)) is not yaml.MappingEndEvent:
            key = _node(event, events, text, shared)
            node.entries.append(Entry(key, _node(next(events), events, text, shared)))
        node.end = _end(event) if node.is_flow else node.entries[-1].end
    return node


def _end(event: Any) -> int:
    end: int = event.end_mark.index
    return end
