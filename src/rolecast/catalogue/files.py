"""The shapes of the catalogue's data files, and how to read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from rolecast.catalogue.activity import (
    PLAIN,
    Activity,
    ActivitySource,
    Body,
    Correction,
    ExampleRequest,
    Overlay,
    Parameter,
    PassedRole,
    Privilege,
    Requests,
    variant,
)
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.groups import JobGroup
from rolecast.catalogue.operations import OPERATIONS
from rolecast.catalogue.parameters import TYPES
from rolecast.catalogue.persona import Persona, PersonaKind
from rolecast.iam.names import policy_name, service_principal
from rolecast.reading.faults import Faults
from rolecast.reading.shapes import AnyMapping, Choice, Field, Flag, Integer, ListOf, MapOf, OneOrMore, Record, Text
from rolecast.reading.texts import parse, read_file

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ID_PATTERN = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_WORD = Text("a word")
_WORDS = OneOrMore(_WORD)
_ID_TEXT = Text("an id", ID_PATTERN)
_LANGUAGES = Record(
    "texts by language",
    {"en": Field(Text("a text"), "English", required=True), "ja": Field(Text("a text"), "Japanese")},
)
_STATEMENT = AnyMapping("a statement")
_STATEMENTS = MapOf(_ID_TEXT, _STATEMENT, least=1)
_COMBINED = "vpc+kms"
_VARIANTS = (PLAIN, *Overlay, _COMBINED)

_SOURCES = Field(ListOf(Text("an address", r"https://\S+"), least=1), "pages that state this", required=True)
_SOURCE = Field(Choice("a source", tuple(ActivitySource)), "where it comes from; defaults to console")
_HEAD = {
    "number": Field(Integer("its place in the list", 1, 999), "its place in the list", required=True),
    "title": Field(_WORD, "its name for people", required=True),
    "description": Field(_LANGUAGES, "what it is for", required=True),
    "sources": _SOURCES,
}


_PARAMETER = Record(
    "a parameter",
    {
        "type": Field(Choice("a parameter type", tuple(TYPES)), "its rule", required=True),
        "console_name": Field(_WORD, "what the console calls it, if it asks for it"),
        "description": Field(_LANGUAGES, "what it is for", required=True),
        "most": Field(Integer("how many values it may have", 1, 999), "how many values it may have"),
        "default": Field(
            ListOf(_WORD), "what it is if it is not given; an empty list leaves out the statements that name it"
        ),
    },
)
_SERVICES = ListOf(Text("a service principal", rule=service_principal), least=1)
_PASSED = Record(
    "a passed role",
    {
        "to": Field(_SERVICES, "the services that run with it; one of them is enough", required=True),
        "activities": Field(ListOf(_ID_TEXT, least=1), "activities that make such a role", required=True),
        "needs": Field(
            ListOf(OneOrMore(_WORD)), "actions that it must be allowed; in a list, one of them is enough", required=True
        ),
    },
)
_REQUEST = Record(
    "a request",
    {
        "action": Field(_WORD, "the action", required=True),
        "resource": Field(_WORD, "the resource's ARN, or *", required=True),
        "context": Field(AnyMapping("a context"), "condition keys and their values"),
        "variants": Field(
            ListOf(Choice("a variant", _VARIANTS), least=1), "the variants that it holds for; defaults to plain"
        ),
    },
)
_REQUESTS = {
    "must_allow": Field(ListOf(_REQUEST), "requests that a role with this activity alone is allowed"),
    "must_not_allow": Field(ListOf(_REQUEST), "requests that such a role is not allowed"),
}
_CORRECTION = Record(
    "a correction",
    {
        "what": Field(_LANGUAGES, "what it changes", required=True),
        "why": Field(_LANGUAGES, "what is wrong without it", required=True),
        "sources": _SOURCES,
        "variants": Field(
            ListOf(Choice("a variant", _VARIANTS), least=1),
            "where it applies, after the overlays; otherwise before them",
        ),
        "operations": Field(OPERATIONS, "the change", required=True),
        **_REQUESTS,
    },
)
_ACTIVITY_HEAD = {
    **_HEAD,
    "source": _SOURCE,
    "group": Field(Choice("a group", tuple(JobGroup)), "the job that it is for"),
    "privileged": Field(
        MapOf(Text("a privilege", "|".join(Privilege)), _LANGUAGES, least=1), "why it is for few people only"
    ),
    "closed": Field(_LANGUAGES, "what AWS has closed to new customers"),
    "unkept": Field(
        MapOf(Text("vpc or kms", "vpc|kms"), _LANGUAGES, least=1), "what the VPC or KMS conditions cannot hold"
    ),
    "policy": Field(Text("a policy name", rule=policy_name), "the policy's name, before the role's part of it"),
    "continued": Field(
        MapOf(Text("a policy name", rule=policy_name), _ID_TEXT),
        "policies that the statements go on in, each with the statement that it begins with",
    ),
    "managed": Field(Text("a policy name", rule=policy_name), "the AWS managed policy that is attached instead"),
    "trusted_by": Field(_SERVICES, "the services that run with a role that has it"),
    "passes": Field(ListOf(_PASSED, least=1), "what it passes roles for"),
    "parameters": Field(MapOf(Text("a name", r"[a-z][a-z0-9_]*"), _PARAMETER), "what the user gives"),
    "requires": Field(ListOf(OneOrMore(_ID_TEXT)), "activities that it needs; in a list, one of them is enough"),
}
_ACTIVITY_BODY = {
    "statements": Field(_STATEMENTS, "the statements, by a name that overlays call them by"),
    "overlays": Field(
        MapOf(Text("an overlay", "|".join(map(re.escape, (*Overlay, _COMBINED)))), OPERATIONS),
        "variants, as operations on the statements",
    ),
    "corrections": Field(MapOf(_ID_TEXT, _CORRECTION), "fixes of its known faults"),
}
_ACTIVITY = Record("an activity", {**_ACTIVITY_HEAD, **_ACTIVITY_BODY, **_REQUESTS})
_PERSONA = Record(
    "a persona",
    {
        **_HEAD,
        "source": _SOURCE,
        "kind": Field(Choice("a kind of persona", tuple(PersonaKind)), "who it is for; defaults to person"),
        "activities": Field(ListOf(_ID_TEXT, least=1), "the activities that it selects", required=True),
    },
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


def read_activity(path: Traversable, source: ActivitySource = ActivitySource.CONSOLE) -> Activity:
    """Reads an activity. `source` is the default of the file's `source`. Raises InputError with all errors."""
    values = _read(path, _ACTIVITY)
    body = _body(values)
    parts = _Parts(tuple(body.overlays), tuple(body.corrections), lambda: body, lambda: _of_requests(values))
    return _activity(path, source, values, parts)


def open_activity(path: Traversable) -> Activity:
    """Reads the head of a shipped activity's file, and the rest on first use. The file must be valid.

    It relies on the order of the keys: head, statements, overlays and corrections, requests. Statements and requests
    are most of the file.
    """
    text, source = read_file(path)
    start, end = (_start(text, key) for key in ("statements", "must_allow"))
    overlays, corrections = (_names(text, key) for key in ("overlays", "corrections"))

    def read(part: str, fields: Mapping[str, Field]) -> dict[str, Any]:
        return _parse(part, source, Record("an activity", fields)) if part else {}

    return _activity(
        path,
        ActivitySource.CONSOLE,
        read(text[:start], _ACTIVITY_HEAD),
        _Parts(
            overlays,
            corrections,
            lambda: _body(read(text[start:end], _ACTIVITY_BODY)),
            lambda: _of_requests(read(text[end:], _REQUESTS)),
        ),
    )


def policy_name_of(path: Traversable) -> str | None:
    """The `policy` or `managed` of such a file. Reading takes most of the time of a command: a name takes little."""
    found = _POLICY_NAME.search(read_file(path)[0])
    return found[1] if found else None


class _Parts(NamedTuple):
    """The parts of an activity besides its head."""

    overlay_names: tuple[str, ...]
    correction_names: tuple[str, ...]
    read: Callable[[], Body]
    read_requests: Callable[[], Requests]


_ENTRY = re.compile(r"^  ([a-z0-9+-]+):$", re.MULTILINE)
_NEXT_KEY = re.compile(r"\n[^ \n]")
_POLICY_NAME = re.compile(r"^(?:policy|managed): (\S+)$", re.MULTILINE)


def _start(text: str, key: str) -> int:
    """The index of the line of a top-level key; the end of the text if there is none."""
    return text.find(f"\n{key}:\n") + 1 or len(text)


def _names(text: str, key: str) -> tuple[str, ...]:
    """The names of the entries of a top-level key."""
    start = _start(text, key)
    after = _NEXT_KEY.search(text, start)
    return tuple(_ENTRY.findall(text, start, after.start() if after else len(text)))


def _activity(path: Traversable, source: ActivitySource, values: dict[str, Any], parts: _Parts) -> Activity:
    return Activity(
        id=path.name.removesuffix(".yaml"),
        source=ActivitySource(values.get("source", source)),
        group=JobGroup(values["group"]) if "group" in values else None,
        privileges={Privilege(name): texts for name, texts in values.get("privileged", {}).items()},
        closed=values.get("closed"),
        unkept={Overlay(name): texts for name, texts in values.get("unkept", {}).items()},
        policy=values.get("policy"),
        continued=values.get("continued", {}),
        managed=values.get("managed"),
        parameters={name: _parameter(name, given) for name, given in values.get("parameters", {}).items()},
        requires=tuple(map(tuple, values.get("requires", ()))),
        trusted_by=tuple(values.get("trusted_by", ())),
        passes=tuple(
            PassedRole(tuple(each["to"]), tuple(each["activities"]), tuple(map(tuple, each["needs"])))
            for each in values.get("passes", ())
        ),
        **parts._asdict(),
        **_head(values),
    )


def _parameter(name: str, given: dict[str, Any]) -> Parameter:
    default = tuple(given["default"]) if "default" in given else None
    return Parameter(
        name, TYPES[given["type"]], given.get("console_name"), given["description"], given.get("most"), default
    )


def _body(values: dict[str, Any]) -> Body:
    return Body(
        statements=values.get("statements", {}),
        overlays={name: tuple(operations) for name, operations in values.get("overlays", {}).items()},
        corrections={name: _correction(name, given) for name, given in values.get("corrections", {}).items()},
    )


def _of_requests(values: dict[str, Any]) -> Requests:
    return Requests(**_requests(values))


def read_persona(path: Traversable, source: ActivitySource = ActivitySource.CONSOLE) -> Persona:
    """Reads a persona. `source` is the default of the file's `source`. Raises InputError with all errors."""
    values = _read(path, _PERSONA)
    return Persona(
        id=path.name.removesuffix(".yaml"),
        source=ActivitySource(values.get("source", source)),
        kind=PersonaKind(values.get("kind", PersonaKind.PERSON)),
        activities=tuple(values["activities"]),
        **_head(values),
    )


def read_flow(path: Traversable) -> Flow:
    """Reads a flow. Raises InputError with all errors."""
    values = _read(path, _FLOW)
    return Flow(
        id=path.name.removesuffix(".yaml"),
        activities=values["activities"],
        persona=values.get("persona"),
        overlays=tuple(map(Overlay, values.get("overlays", ()))),
        customizations=tuple(map(Overlay, values["customizations"])),
        policies=values.get("policies", {}),
        attached=tuple(values.get("attached", ())),
        **_head(values),
    )


def _read(path: Traversable, shape: Record) -> dict[str, Any]:
    return _parse(*read_file(path), shape)


def _parse(text: str, source: str, shape: Record) -> dict[str, Any]:
    faults = Faults()
    values = shape.read(parse(text, source), faults)
    faults.raise_any()
    assert values is not None  # otherwise raise_any would have raised
    return values


def _head(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(values[name]) if name == "sources" else values[name] for name in _HEAD}


def _correction(name: str, values: dict[str, Any]) -> Correction:
    return Correction(
        name=name,
        what=values["what"],
        why=values["why"],
        sources=tuple(values["sources"]),
        variants=tuple(map(variant, values.get("variants", ()))),
        operations=tuple(values["operations"]),
        **_requests(values),
    )


def _requests(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(map(_request, values.get(name, ()))) for name in _REQUESTS}


def _request(values: dict[str, Any]) -> ExampleRequest:
    variants = tuple(map(variant, values.get("variants", (PLAIN,))))
    return ExampleRequest(values["action"], values["resource"], values.get("context", {}), variants)
