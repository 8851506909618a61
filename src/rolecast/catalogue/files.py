"""The shapes of the catalogue's data files, and their values as activities, personas and flows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

from rolecast.catalogue.activity import PLAIN, Activity, Overlay, Parameter, Request, variant
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.overlays import Add, Drop, Insert, Operation, Restrict, Split
from rolecast.catalogue.parameters import TYPES
from rolecast.catalogue.persona import Persona
from rolecast.iam.names import policy_name
from rolecast.reading.faults import Faults
from rolecast.reading.nodes import MappingNode, Node, parse, read_text
from rolecast.reading.shapes import AnyMapping, Choice, Field, Flag, Integer, ListOf, MapOf, OneOrMore, Record, Text

_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_WORD = Text("a word")
_WORDS = OneOrMore(_WORD)
_ID_TEXT = Text("an id", _ID)
_LANGUAGES = Record(
    "texts by language",
    {"en": Field(Text("a text"), "English", required=True), "ja": Field(Text("a text"), "Japanese", required=True)},
)
_STATEMENT = AnyMapping("a statement")
_STATEMENTS = MapOf(_ID_TEXT, _STATEMENT, least=1)
_COMBINED = "vpc+kms"
_VARIANTS = (PLAIN, *Overlay, _COMBINED)

_HEAD = {
    "number": Field(Integer("its place in the list", 1, 999), "its place in the list", required=True),
    "title": Field(_WORD, "what the console calls it", required=True),
    "description": Field(_LANGUAGES, "what it is for", required=True),
    "sources": Field(ListOf(Text("an address", r"https://\S+"), least=1), "where this is stated", required=True),
}


class _OperationShape:
    """One operation of an overlay. Its first key is the verb."""

    _condition = Field(AnyMapping("a condition"), "the condition that is added", required=True)
    _actions = Field(_WORDS, "the actions that it is about")
    _records: ClassVar = {
        "split": {
            "into": Field(_ID_TEXT, "the new statement", required=True),
            "Action": Field(_WORDS, "the actions that go into it", required=True),
            "Condition": _condition,
        },
        "add": {
            "Action": _actions,
            "Resource": Field(_WORDS, "the resources that join"),
            "after": Field(_WORD, "what they stand behind"),
        },
        "insert": {
            "before": Field(_ID_TEXT, "the statement behind it"),
            "after": Field(_ID_TEXT, "the statement before it"),
            "statement": Field(_STATEMENT, "the new statement", required=True),
        },
        "restrict": {"Condition": _condition},
        "drop": {"Action": _actions},
    }

    def read(self, node: Node, faults: Faults) -> Operation | None:
        verb = next((key for key in self._records if isinstance(node, MappingNode) and key in node.entries), None)
        if verb is None:
            faults.add(node.place, f"an operation is needed here: one of {', '.join(self._records)}")
            return None
        fields = {verb: Field(_ID_TEXT, "the statement", required=True), **self._records[verb]}
        found = len(faults)
        values = Record("the operation", fields).read(node, faults) or {}
        if verb == "add" and len({"Action", "Resource"} & values.keys()) != 1:
            faults.add(node.place, "`add` needs either `Action` or `Resource`")
        return _operation(verb, values) if len(faults) == found else None

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


def _operation(verb: str, values: dict[str, Any]) -> Operation:
    actions = tuple(values.get("Action", ()))
    statement = values[verb]
    if verb == "split":
        return Split(statement, values["into"], actions, values["Condition"])
    if verb == "add":
        element = "Resource" if "Resource" in values else "Action"
        return Add(statement, element, tuple(values[element]), values.get("after"))
    if verb == "insert":
        return Insert(statement, values.get("before"), values.get("after"), values["statement"])
    if verb == "restrict":
        return Restrict(statement, values["Condition"])
    return Drop(statement, actions)


_PARAMETER = Record(
    "a parameter",
    {
        "type": Field(Choice("a parameter type", tuple(TYPES)), "its rule", required=True),
        "console_name": Field(_WORD, "what the console calls it", required=True),
        "description": Field(_LANGUAGES, "what it is for", required=True),
    },
)
_REQUEST = Record(
    "a request",
    {
        "action": Field(_WORD, "the action", required=True),
        "resource": Field(_WORD, "the resource's ARN, or *", required=True),
        "context": Field(AnyMapping("a context"), "condition keys and their values"),
        "variants": Field(ListOf(Choice("a variant", _VARIANTS), least=1), "where it holds; plain when absent"),
    },
)
_ACTIVITY = Record(
    "an activity",
    {
        **_HEAD,
        "policy": Field(Text("a policy name", rule=policy_name), "the policy's name, before the role's part of it"),
        "managed": Field(Text("a policy name", rule=policy_name), "the AWS managed policy that is attached instead"),
        "parameters": Field(MapOf(Text("a name", r"[a-z][a-z0-9_]*"), _PARAMETER), "what the user gives"),
        "requires": Field(ListOf(OneOrMore(_ID_TEXT)), "activities that it needs; in a list, one of them is enough"),
        "statements": Field(_STATEMENTS, "the statements, by a name that overlays call them by"),
        "overlays": Field(
            MapOf(
                Text("an overlay", "|".join(map(re.escape, (*Overlay, _COMBINED)))), ListOf(_OperationShape(), least=1)
            ),
            "variants, as operations on the statements",
        ),
        "must_allow": Field(ListOf(_REQUEST), "requests that a role with this activity alone is allowed"),
        "must_not_allow": Field(ListOf(_REQUEST), "requests that it is not"),
    },
)
_PERSONA = Record(
    "a persona", {**_HEAD, "activities": Field(ListOf(_ID_TEXT, least=1), "what is ticked", required=True)}
)
_FLOW = Record(
    "a flow",
    {
        **_HEAD,
        "activities": Field(Flag(), "whether the role is made of activities", required=True),
        "persona": Field(_ID_TEXT, "what is preselected where no persona is named"),
        "overlays": Field(ListOf(Choice("an overlay", tuple(Overlay))), "what it changes in every activity"),
        "customizations": Field(ListOf(Choice("an overlay", tuple(Overlay))), "what has an effect", required=True),
        "policies": Field(MapOf(Text("a policy name", rule=policy_name), _STATEMENTS), "policies from no activity"),
        "attached": Field(ListOf(_WORD), "AWS managed policies"),
    },
)


def read_activity(path: Path) -> Activity:
    """Raises InputError with all faults of the file."""
    values = _read(path, _ACTIVITY)
    return Activity(
        id=path.stem,
        policy=values.get("policy"),
        managed=values.get("managed"),
        parameters={
            name: Parameter(name, TYPES[given["type"]], given["console_name"], given["description"])
            for name, given in values.get("parameters", {}).items()
        },
        requires=tuple(map(tuple, values.get("requires", ()))),
        statements=values.get("statements", {}),
        overlays={name: tuple(operations) for name, operations in values.get("overlays", {}).items()},
        must_allow=tuple(map(_request, values.get("must_allow", ()))),
        must_not_allow=tuple(map(_request, values.get("must_not_allow", ()))),
        **_head(values),
    )


def read_persona(path: Path) -> Persona:
    """Raises InputError with all faults of the file."""
    values = _read(path, _PERSONA)
    return Persona(id=path.stem, activities=tuple(values["activities"]), **_head(values))


def read_flow(path: Path) -> Flow:
    """Raises InputError with all faults of the file."""
    values = _read(path, _FLOW)
    return Flow(
        id=path.stem,
        activities=values["activities"],
        persona=values.get("persona"),
        overlays=tuple(map(Overlay, values.get("overlays", ()))),
        customizations=tuple(map(Overlay, values["customizations"])),
        policies=values.get("policies", {}),
        attached=tuple(values.get("attached", ())),
        **_head(values),
    )


def _read(path: Path, shape: Record) -> dict[str, Any]:
    faults = Faults()
    values = shape.read(parse(*read_text(str(path))), faults)
    faults.raise_any()
    assert values is not None  # or there had been a fault
    return values


def _head(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(values[name]) if name == "sources" else values[name] for name in _HEAD}


def _request(values: dict[str, Any]) -> Request:
    variants = tuple(map(variant, values.get("variants", (PLAIN,))))
    return Request(values["action"], values["resource"], values.get("context", {}), variants)
