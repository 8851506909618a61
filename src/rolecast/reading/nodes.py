"""YAML and JSON texts as trees of nodes that know their place.

Scalars keep the text that was typed: what `0123` or `on` means is for the shape to say, not for YAML.
libyaml does the parsing; its events are built into nodes here because PyYAML's own nodes weigh ten
times as much, let a duplicate key pass and follow an anchor that contains itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from rolecast.reading.faults import Fault, Faults, InputError, Place

MAX_BYTES = 10_000_000
MAX_DEPTH = 60
# Aliases share their node, so an explosion costs nothing here; it would where the tree is walked.
MAX_EXPANDED_NODES = 2_000_000


class Node:
    """A piece of a text: a scalar, a sequence or a mapping."""

    __slots__ = ("column", "line", "size", "source")

    kind = "value"

    def __init__(self, source: str, line: int, column: int) -> None:
        self.source = source
        self.line = line
        self.column = column
        self.size = 1

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column)


class ScalarNode(Node):
    """Text. `plain` tells whether it stood without quotes, which is when it may mean null or true."""

    __slots__ = ("plain", "text")

    kind = "a single value"

    def __init__(self, source: str, line: int, column: int, text: str, plain: bool) -> None:
        super().__init__(source, line, column)
        self.text = text
        self.plain = plain

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def flag(self) -> bool | None:
        """True or False where the text says so without quotes, else None."""
        return _FLAGS.get(self.text) if self.plain else None


class SequenceNode(Node):
    __slots__ = ("items",)

    kind = "a list"

    def __init__(self, source: str, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.items: list[Node] = []

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


class MappingNode(Node):
    __slots__ = ("entries",)

    kind = "a mapping"

    def __init__(self, source: str, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.entries: dict[str, tuple[ScalarNode, Node]] = {}

    def __iter__(self) -> Iterator[tuple[ScalarNode, Node]]:
        return iter(self.entries.values())


_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read_text(path: str) -> tuple[str, str]:
    """The text of a file, or of standard input for `-`, and the name to call it by in messages.

    Raises InputError where it cannot be read, is larger than 10 MB or is not UTF-8.
    """
    if path == "-":
        return _decode(_read_standard_input(), "standard input"), "standard input"
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError([Fault(None, f"there is no file `{path}`", "`rolecast new` writes one")]) from None
    except IsADirectoryError:
        raise InputError([Fault(None, f"`{path}` is a folder", "name a file in it")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Fault(None, f"cannot read `{path}`: {reason}")]) from None
    return _decode(content, path), path


def parse(text: str, source: str) -> Node:
    """The one document in a YAML or JSON text. Raises InputError with every fault."""
    faults = Faults()
    root = read(text, source, faults)
    faults.raise_any()
    return root


def read(text: str, source: str, faults: Faults) -> Node:
    """The one document in a text, for a reader that looks for more: adds to `faults` what does not stand in its way.

    Raises InputError with all of `faults` where there is no document, or not the whole of it.
    """
    try:
        builder = _Builder(text, source, faults)
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
            f"the character U+{error.character:04X} may not stand in YAML",
        )
    except UnicodeEncodeError as error:
        place = _place_of_character(text, source, ord(error.object[error.start]))
        faults.add(place, "half of a surrogate pair may not stand in YAML")
    raise InputError(faults)


def plain_value(node: Node, number: Callable[[str], Any] | None = None) -> Any:
    """The node as JSON would have it: dict, list, str, int, float, bool or None.

    `number` makes something else of a text without quotes that is neither null nor true or false.
    """
    if isinstance(node, MappingNode):
        return {key.text: plain_value(value, number) for key, value in node}
    if isinstance(node, SequenceNode):
        return [plain_value(item, number) for item in node]
    assert isinstance(node, ScalarNode)
    if not node.plain:
        return node.text
    if node.is_null:
        return None
    if node.flag is not None:
        return node.flag
    return (number or _number)(node.text)


def find(node: Node, *path: str | int) -> Node:
    """The node at `path`; where the path leaves the tree, the last node on the way."""
    for step in path:
        if isinstance(node, MappingNode) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node


class _Builder:
    def __init__(self, text: str, source: str, faults: Faults) -> None:
        self._parser = CParser(text)
        self.is_whole = True
        """False where something is missing from the tree that was written."""
        self._source = source
        self._faults = faults
        self._anchors: dict[str, Node | None] = {}

    def build(self) -> Node:
        next_event = self._parser.get_event
        next_event()  # the start of the stream
        event = next_event()
        if isinstance(event, yaml.StreamEndEvent):
            return ScalarNode(self._source, 1, 1, "", plain=True)
        root = self._node(next_event(), 0)
        next_event()  # the end of the document
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
        if kind is yaml.AliasEvent:
            return self._alias(event, place)
        if event.tag is not None and not (kind is yaml.ScalarEvent and event.tag == "!"):
            self._add(event, f"the tag `{event.tag}` has no meaning here", "remove it")
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # not finished: an alias to it inside itself
        node: Node
        if kind is yaml.ScalarEvent:
            node = ScalarNode(*place, event.value, plain=event.implicit[0] and event.tag is None)
        elif depth == MAX_DEPTH:
            raise InputError([Fault(Place(*place), f"this stands more than {MAX_DEPTH} levels deep")])
        elif kind is yaml.SequenceStartEvent:
            node = self._sequence(SequenceNode(*place), depth)
        else:
            node = self._mapping(MappingNode(*place), depth)
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
                self._add_at(key, "merge keys (`<<`) are not read", "put what roles share at the top of the file")
                self.is_whole = False
            elif key.text in node.entries:
                first = node.entries[key.text][0]
                self._add_at(key, f"`{key.text}` stands here a second time (first in line {first.line})")
            else:
                node.entries[key.text] = key, value
        return node

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


def _read_standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise InputError([Fault(None, "standard input is closed", "name a file, or pipe one in")])
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError([Fault(None, f"cannot read standard input: {error.strerror}")]) from None


def _decode(content: bytes, source: str) -> str:
    if len(content) > MAX_BYTES:
        raise InputError([Fault(None, f"{source} is larger than {MAX_BYTES:,} bytes", "split it into several files")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        fault = Fault(Place(source, line, column), "this is not UTF-8 text", "save the file as UTF-8")
        raise InputError([fault]) from None


def _place_of_character(text: str, source: str, character: int) -> Place:
    offset = text.find(chr(character))
    return Place(source, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _number(text: str) -> int | float | str:
    """What JSON would write as this text, or the text: `012`, `1_000` and what has more than 64 bits."""
    for convert in (int, float):
        try:
            value = convert(text)
        except ValueError:
            continue
        is_written_so = str(value) == text and text[-1].isdigit()
        return value if is_written_so and abs(value) < _LARGEST else text
    return text


_LARGEST = 2**63
