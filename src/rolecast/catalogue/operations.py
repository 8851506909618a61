"""The shape of operations in data files. The first key of each is its verb."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from rolecast.catalogue.overlays import Add, Drop, Insert, OverlayOperation, Relax, Replace, Restrict, Split
from rolecast.reading.faults import Faults
from rolecast.reading.nodes import MappingNode, Node, SequenceNode
from rolecast.reading.shapes import AnyMapping, Field, ListOf, OneOrMore, Record, Shape, Text

_WORD = Text("a word")
_WORDS = OneOrMore(_WORD)
_NAME = Text("an id", r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class _OneOrList(NamedTuple):
    """An item or a non-empty list of items; read as written."""

    item: Shape

    def read(self, node: Node, faults: Faults) -> Any:
        shape = ListOf(self.item, least=1) if isinstance(node, SequenceNode) else self.item
        return shape.read(node, faults)

    def schema(self) -> dict[str, Any]:
        return OneOrMore(self.item).schema()


class _OperationShape:
    _actions = Field(_WORDS, "the actions that it is about")
    _records: ClassVar = {
        "split": {
            "into": Field(_NAME, "the new statement", required=True),
            "Action": Field(_OneOrList(_WORD), "the actions that go into it", required=True),
            "Condition": Field(AnyMapping("a condition"), "the condition that they alone have"),
        },
        "add": {
            "Action": _actions,
            "Resource": Field(_WORDS, "the resources that join"),
            "after": Field(_WORD, "what they come after"),
        },
        "insert": {
            "before": Field(_NAME, "the statement behind it"),
            "after": Field(_NAME, "the statement before it"),
            "statement": Field(AnyMapping("a statement"), "the new statement", required=True),
        },
        "restrict": {"Condition": Field(AnyMapping("a condition"), "the condition that is added", required=True)},
        "relax": {"keys": Field(_WORDS, "the condition keys that go", required=True)},
        "replace": {"Resource": Field(_OneOrList(_WORD), "the resources that it has then", required=True)},
        "drop": {"Action": _actions},
    }

    def read(self, node: Node, faults: Faults) -> OverlayOperation | None:
        verb = next((key for key in self._records if isinstance(node, MappingNode) and key in node.entries), None)
        if verb is None:
            faults.add(node.place, f"expected an operation (one of {', '.join(self._records)})")
            return None
        fields = {verb: Field(_NAME, "the statement", required=True), **self._records[verb]}
        found = len(faults)
        values = Record("the operation", fields).read(node, faults) or {}
        if verb == "add" and len({"Action", "Resource"} & values.keys()) != 1:
            faults.add(node.place, "`add` needs either `Action` or `Resource`")
        return _operation(verb, values) if len(faults) == found else None

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


def _operation(verb: str, values: dict[str, Any]) -> OverlayOperation:
    statement = values[verb]
    match verb:
        case "split":
            return Split(statement, values["into"], values["Action"], values.get("Condition", {}))
        case "add":
            element = "Resource" if "Resource" in values else "Action"
            return Add(statement, element, tuple(values[element]), values.get("after"))
        case "insert":
            return Insert(statement, values.get("before"), values.get("after"), values["statement"])
        case "restrict":
            return Restrict(statement, values["Condition"])
        case "relax":
            return Relax(statement, tuple(values["keys"]))
        case "replace":
            return Replace(statement, values["Resource"])
        case _:
            return Drop(statement, tuple(values.get("Action", ())))


OPERATIONS = ListOf(_OperationShape(), least=1)
