"""Texts as trees of nodes with places, independent of the syntax.

Scalars keep the text as typed: the shape decides what `0123` or `on` means, not YAML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rolecast.reading.faults import Fault, Faults, InputError, Place

MAX_VALUES = 500_000
MAX_DEPTH = 60


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
    """A single value. `plain` is whether it was written without quotes, so that it may mean null or true."""

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
        """True or False if the text says so without quotes, otherwise None."""
        return _FLAGS.get(self.text) if self.plain else None


class FilledNode(ScalarNode):
    """A text in which `{{names}}` were filled in.

    `text` has the known values filled in. `examples` are the texts that it becomes or, if `is_guess`, some that it may
    become: at least one must be valid. `patterns` collects the patterns that it must match.
    """

    __slots__ = ("examples", "is_guess", "patterns", "written")

    def __init__(
        self, node: ScalarNode, text: str, examples: tuple[str, ...], *, is_guess: bool = False, plain: bool = False
    ) -> None:
        super().__init__(node.source, node.line, node.column, text, plain)
        self.written = node.text
        self.examples = examples
        self.is_guess = is_guess
        self.patterns: list[str] = []


class SequenceNode(Node):
    __slots__ = ("items",)

    kind = "a list"

    def __init__(self, source: str, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.items: list[Node] = []

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


class MappingNode(Node):
    """A mapping.

    `repeated` are the entries whose key is already in `entries`; they are kept only to be shown and written.
    """

    __slots__ = ("entries", "repeated")

    kind = "a mapping"

    def __init__(self, source: str, line: int, column: int) -> None:
        super().__init__(source, line, column)
        self.entries: dict[str, tuple[ScalarNode, Node]] = {}
        self.repeated: list[tuple[ScalarNode, Node]] = []

    def __iter__(self) -> Iterator[tuple[ScalarNode, Node]]:
        return iter(self.entries.values())

    def add(self, key: ScalarNode, value: Node, faults: Faults) -> None:
        """Adds an entry. If the key exists, keeps the first entry and adds an error."""
        if key.text in self.entries:
            first = self.entries[key.text][0]
            faults.add(key.place, f"duplicate key `{key.text}` (first on line {first.line})")
            self.repeated.append((key, value))
        else:
            self.entries[key.text] = key, value


_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def too_many(place: Place) -> InputError:
    """The error for a text with too many values, at the first that is too many."""
    message = f"the file contains more than {MAX_VALUES:,} values up to here"
    return InputError([Fault(place, message, "split it into several files")])


def plain_value(node: Node, number: Callable[[str], Any] | None = None) -> Any:
    """The node as a JSON value: dict, list, str, int, float, bool or None.

    `number` converts unquoted texts other than null, true and false; by default, numbers in JSON's notation.
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
    """The node at `path`, or the last existing node on the way."""
    for step in path:
        if isinstance(node, MappingNode) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node


def place(node: Node, path: tuple[str | int, ...], *, of_key: bool = False) -> Place:
    """The place of the node that `find` returns, or if `of_key`, of its key."""
    if of_key:
        parent = find(node, *path[:-1])
        if isinstance(parent, MappingNode) and path[-1] in parent.entries:
            return parent.entries[str(path[-1])][0].place
    return find(node, *path).place


def child(node: Node | None, key: str) -> Node | None:
    """The value of a key; None if the node is not a mapping or lacks the key."""
    return node.entries[key][1] if isinstance(node, MappingNode) and key in node.entries else None


def items(node: Node | None) -> list[Node]:
    """The items of a list; empty for any other node."""
    return node.items if isinstance(node, SequenceNode) else []


def text(node: Node | None, *keys: str) -> str | None:
    """The text of a scalar, or of the one at `keys`; None for null and any other node."""
    for key in keys:
        node = child(node, key)
    return node.text if isinstance(node, ScalarNode) and not node.is_null else None


def _number(text: str) -> int | float | str:
    """The number if JSON would write it as this text, otherwise the text: `012`, `1_000` and more than 64 bits."""
    for convert in (int, float):
        try:
            value = convert(text)
        except ValueError:
            continue
        is_written_so = str(value) == text and text[-1].isdigit()
        return value if is_written_so and abs(value) < _LARGEST else text
    return text


_LARGEST = 2**63
