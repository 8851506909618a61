"""Shapes describe what a node may contain, for reading with all errors and for the JSON Schema.

A shape reads a node into a plain value (str, int, bool, list, dict). If the node does not fit, it adds an error and
returns None; callers use values only if there are no errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol

from rolecast.reading.faults import Faults, did_you_mean, shortened
from rolecast.reading.nodes import FilledNode, MappingNode, Node, ScalarNode, SequenceNode, plain_value

MOST_ITEMS = 10_000
"""For any list or mapping. The policies that fit on one role, 25 of 6,144 characters, have fewer."""

Rule = Callable[[str], str | None]
"""Returns what is wrong with a text, to follow it in a message: "`x` " + "is too long"; None if it is valid."""


class Shape(Protocol):
    def read(self, node: Node, faults: Faults) -> Any: ...

    def schema(self) -> dict[str, Any]: ...


class Text(NamedTuple):
    """A text. `pattern` must match all of it, and is the part of the rule that the JSON Schema can express."""

    noun: str
    pattern: str | None = None
    rule: Rule | None = None

    def read(self, node: Node, faults: Faults) -> str | None:
        if not isinstance(node, ScalarNode) or node.is_null:
            faults.add(node.place, f"expected {self.noun}, found {_kind(node)}")
            return None
        if isinstance(node, FilledNode):
            return self._read_filled(node, faults)
        problem = self._problem(node.text)
        if problem:
            faults.add(node.place, f"`{shortened(node.text)}` {problem}")
            return None
        return node.text

    def _read_filled(self, node: FilledNode, faults: Faults) -> str | None:
        if self.pattern is not None:
            node.patterns.append(self.pattern)
        wrong = [(text, problem) for text in node.examples if (problem := self._problem(text))]
        if wrong and (not node.is_guess or len(wrong) == len(node.examples)):
            text, problem = wrong[0]
            remedy = f"`{shortened(node.written)}` is {'for example ' if node.is_guess else ''}`{shortened(text)}` here"
            faults.add(node.place, f"`{shortened(node.written if node.is_guess else text)}` {problem}", remedy)
            return None
        return node.text

    def _problem(self, text: str) -> str | None:
        if self.rule and (problem := self.rule(text)):
            return problem
        if self.pattern is not None and not re.fullmatch(self.pattern, text):
            return f"is not {self.noun}"
        return None

    def schema(self) -> dict[str, Any]:
        # Other YAML tools may read such a text without quotes as a number or boolean.
        also = [name for name, text in _LOOKALIKES.items() if not self._problem(text)]
        schema: dict[str, Any] = {"type": ["string", *also] if also else "string"}
        if self.pattern is not None:
            schema["pattern"] = f"^(?:{self.pattern})$"
        return schema


_LOOKALIKES = {"number": "123456789012", "boolean": "true"}


class Integer(NamedTuple):
    """A whole number from `least` to `most`."""

    noun: str
    least: int
    most: int

    def read(self, node: Node, faults: Faults) -> int | None:
        text = node.text if isinstance(node, ScalarNode) else ""
        is_number = re.fullmatch(r"0|[1-9][0-9]{0,17}", text) and self.least <= int(text) <= self.most
        if isinstance(node, ScalarNode) and node.plain and is_number:
            return int(text)
        span = f"a whole number from {self.least:,} to {self.most:,}" if self.least < self.most else f"{self.least:,}"
        remedy = "write it without quotes" if is_number else None
        faults.add(node.place, f"expected {self.noun} ({span}), found {_kind(node)}", remedy)
        return None

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Flag(NamedTuple):
    """True or false."""

    def read(self, node: Node, faults: Faults) -> bool | None:
        flag = node.flag if isinstance(node, ScalarNode) else None
        if flag is None:
            faults.add(node.place, f"expected true or false, found {_kind(node)}")
        return flag

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Choice(NamedTuple):
    """One of several words."""

    noun: str
    words: tuple[str, ...]

    def read(self, node: Node, faults: Faults) -> str | None:
        if isinstance(node, ScalarNode) and node.text in self.words:
            return node.text
        given = f"`{shortened(node.text)}`" if isinstance(node, ScalarNode) and not node.is_null else _kind(node)
        faults.add(node.place, f"{given} is not {self.noun}", lambda: self._remedy(node))
        return None

    def _remedy(self, node: Node) -> str:
        suggestion = did_you_mean(node.text, self.words) if isinstance(node, ScalarNode) else None
        return suggestion or f"one of {', '.join(self.words)}"

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


class ListOf(NamedTuple):
    """A list of `least` to `most` different items."""

    item: Shape
    least: int = 0
    most: int | None = None

    def read(self, node: Node, faults: Faults) -> list[Any] | None:
        if not isinstance(node, SequenceNode):
            remedy = f"write it as `[{shortened(node.text)}]`" if isinstance(node, ScalarNode) and node.text else None
            faults.add(node.place, f"expected a list, found {_kind(node)}", remedy)
            return None
        if len(node.items) > MOST_ITEMS:
            message = f"{len(node.items):,} items; a list here has at most {MOST_ITEMS:,}"
            faults.add(node.place, message, "no role that IAM accepts has as many")
            return None
        if len(node.items) < self.least:
            faults.add(node.place, "this list is empty" if self.least == 1 else f"fewer than {self.least} items")
        if self.most is not None and len(node.items) > self.most:
            faults.add(
                node.place, f"{len(node.items)} items; at most {self.most} {'is' if self.most == 1 else 'are'} allowed"
            )
        seen: set[str] = set()
        values = []
        for item in node:
            value = self.item.read(item, faults)
            if isinstance(value, str):
                if value in seen:
                    faults.add(item.place, f"duplicate `{shortened(value)}` in this list", "remove one")
                seen.add(value)
            values.append(value)
        return values

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self.item.schema(), "uniqueItems": True}
        if self.least:
            schema["minItems"] = self.least
        if self.most is not None:
            schema["maxItems"] = self.most
        return schema


class OneOrMore(NamedTuple):
    """An item or a non-empty list of items; always read as a list."""

    item: Shape

    def read(self, node: Node, faults: Faults) -> list[Any] | None:
        if isinstance(node, SequenceNode):
            return ListOf(self.item, least=1).read(node, faults)
        return [self.item.read(node, faults)]

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.item.schema(), ListOf(self.item, least=1).schema()]}


class MapOf(NamedTuple):
    """A mapping whose keys the user chooses."""

    key: Text
    value: Shape
    least: int = 0

    def read(self, node: Node, faults: Faults) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            faults.add(node.place, f"expected a mapping, found {_kind(node)}")
            return None
        if len(node.entries) > MOST_ITEMS:
            message = f"{len(node.entries):,} keys; a mapping here has at most {MOST_ITEMS:,}"
            faults.add(node.place, message, "split the file")
            return None
        if len(node.entries) < self.least:
            faults.add(node.place, "this mapping is empty")
        values = {}
        for key, value in node:
            self.key.read(key, faults)
            values[key.text] = self.value.read(value, faults)
        return values

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "object", "additionalProperties": self.value.schema()}
        if self.key.pattern is not None:
            schema["propertyNames"] = self.key.schema()
        if self.least:
            schema["minProperties"] = self.least
        return schema


class Field(NamedTuple):
    """A key of a record."""

    shape: Shape
    description: str
    required: bool = False


class Record(NamedTuple):
    """A mapping with known keys. `noun` names it in messages; `remedy` is the help if it is not a mapping."""

    noun: str
    fields: Mapping[str, Field]
    remedy: str | None = None

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, known in self.fields.items() if known.required)

    def read(self, node: Node, faults: Faults) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            faults.add(node.place, f"expected {self.noun} (a mapping), found {_kind(node)}", self.remedy)
            return None
        values = {}
        for key, value in node:
            known = self.fields.get(key.text)
            if known is None:
                message = f"`{shortened(key.text)}` is not a key of {self.noun}"
                faults.add(key.place, message, partial(self._remedy, key.text))
            else:
                values[key.text] = known.shape.read(value, faults)
        for name in self.required:
            if name not in node.entries:
                faults.add(node.place, f"{self.noun} needs `{name}`: {self.fields[name].description}")
        return values

    def _remedy(self, key: str) -> str:
        keys = f"the keys are {', '.join(self.fields)}" if self.fields else "it has none"
        return did_you_mean(key, self.fields) or keys

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {
                name: {**known.shape.schema(), "description": known.description} for name, known in self.fields.items()
            },
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = list(self.required)
        return schema


class OrFlag(NamedTuple):
    """A shape, or one of the flags in `flags`."""

    shape: Shape
    flags: tuple[bool, ...]

    def read(self, node: Node, faults: Faults) -> Any:
        if isinstance(node, ScalarNode) and node.flag in self.flags:
            return node.flag
        return self.shape.read(node, faults)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.shape.schema(), {"enum": list(self.flags)}]}


class OrNull(NamedTuple):
    """A shape, or null."""

    shape: Shape

    def read(self, node: Node, faults: Faults) -> Any:
        return None if isinstance(node, ScalarNode) and node.is_null else self.shape.read(node, faults)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}


class AnyMapping(NamedTuple):
    """A mapping whose content is not checked here."""

    noun: str

    def read(self, node: Node, faults: Faults) -> Any:
        if not isinstance(node, MappingNode):
            faults.add(node.place, f"expected {self.noun} (a mapping), found {_kind(node)}")
            return None
        return plain_value(node)

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


def _kind(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return "nothing" if node.is_null else f"`{shortened(node.text)}`"
    return node.kind
