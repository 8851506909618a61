"""Shapes: what each takes, how it refuses the rest, and that its JSON Schema says the same."""

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolecast.reading import yaml_text
from rolecast.reading.faults import Faults
from rolecast.reading.nodes import Node, plain_value
from rolecast.reading.shapes import (
    AnyMapping,
    Choice,
    Field,
    Flag,
    Integer,
    ListOf,
    MapOf,
    OneOrMore,
    OrFlag,
    Record,
    Shape,
    Text,
)

NAME = Text("a name", r"[a-z]+")
ACCOUNT = Text("an account", r"[0-9]{12}")
AGE = Integer("an age", 1, 1_500)
COLOUR = Choice("a colour", ("red", "green"))
NAMES = ListOf(NAME, least=1)
RECORD = Record(
    "a role",
    {
        "name": Field(NAME, "what it is called", required=True),
        "age": Field(AGE, "how old it is"),
    },
)


def parse(text: str, source: str) -> Node:
    return yaml_text.read(text, source, Faults())


TAKEN: list[tuple[Shape, str, Any]] = [
    (NAME, "fraud", "fraud"),
    (NAME, "'true'", "true"),
    (ACCOUNT, "012345670123", "012345670123"),
    (ACCOUNT, "'123456789012'", "123456789012"),
    (AGE, "1", 1),
    (AGE, "1500", 1500),
    (Flag(), "true", True),
    (Flag(), "false", False),
    (COLOUR, "red", "red"),
    (NAMES, "[a, b]", ["a", "b"]),
    (ListOf(NAME), "[]", []),
    (OneOrMore(NAME), "a", ["a"]),
    (OneOrMore(NAME), "[a, b]", ["a", "b"]),
    (MapOf(NAME, AGE), "{a: 1, b: 2}", {"a": 1, "b": 2}),
    (MapOf(NAME, AGE), "{}", {}),
    (RECORD, "name: a\nage: 2", {"name": "a", "age": 2}),
    (RECORD, "name: a", {"name": "a"}),
    (OrFlag(RECORD, (False,)), "false", False),
    (OrFlag(RECORD, (False,)), "name: a", {"name": "a"}),
    (OrFlag(NAMES, (True, False)), "true", True),
    (AnyMapping("a statement"), "{Action: [1, x], Nul: ~}", {"Action": [1, "x"], "Nul": None}),
]
REFUSED: list[tuple[Shape, str, str]] = [
    (NAME, "Fraud", "1:1: `Fraud` is not a name"),
    (NAME, "a1", "1:1: `a1` is not a name"),
    (NAME, "'a\n\n  '", "1:1: `a\\n` is not a name"),
    (NAME, "", "1:1: expected a name, found nothing"),
    (NAME, "~", "1:1: expected a name, found nothing"),
    (NAME, "[a]", "1:1: expected a name, found a list"),
    (NAME, "{a: b}", "1:1: expected a name, found a mapping"),
    (ACCOUNT, "12345", "1:1: `12345` is not an account"),
    (AGE, "0", "1:1: expected an age (a whole number from 1 to 1,500), found `0`"),
    (AGE, "1501", "1:1: expected an age (a whole number from 1 to 1,500), found `1501`"),
    (AGE, "-1", "1:1: expected an age (a whole number from 1 to 1,500), found `-1`"),
    (AGE, "1.0", "1:1: expected an age (a whole number from 1 to 1,500), found `1.0`"),
    (AGE, "9" * 5000, f"1:1: expected an age (a whole number from 1 to 1,500), found `{'9' * 57}...`"),
    (AGE, "\u0663", "1:1: expected an age (a whole number from 1 to 1,500), found `\u0663`"),
    (
        AGE,
        "'7'",
        "1:1: expected an age (a whole number from 1 to 1,500), found `7`\n  help: write it without quotes",
    ),
    (AGE, "07", "1:1: expected an age (a whole number from 1 to 1,500), found `07`"),
    (Integer("the version", 1, 1), "2", "1:1: expected the version (1), found `2`"),
    (AGE, "[1]", "1:1: expected an age (a whole number from 1 to 1,500), found a list"),
    (Flag(), "yes", "1:1: expected true or false, found `yes`"),
    (Flag(), "'true'", "1:1: expected true or false, found `true`"),
    (Flag(), "[]", "1:1: expected true or false, found a list"),
    (COLOUR, "blue", "1:1: `blue` is not a colour\n  help: one of red, green"),
    (COLOUR, "gren", "1:1: `gren` is not a colour\n  help: did you mean `green`?"),
    (COLOUR, "", "1:1: nothing is not a colour\n  help: one of red, green"),
    (COLOUR, "[red]", "1:1: a list is not a colour\n  help: one of red, green"),
    (NAMES, "[]", "1:1: this list is empty"),
    (NAMES, "a", "1:1: expected a list, found `a`\n  help: write it as `[a]`"),
    (NAMES, "", "1:1: expected a list, found nothing"),
    (NAMES, "{}", "1:1: expected a list, found a mapping"),
    (NAMES, "- a\n- b\n- a", "3:3: duplicate `a` in this list\n  help: remove one"),
    (NAMES, "[a, B, c, D]", "1:5: `B` is not a name"),
    (OneOrMore(NAME), "[]", "1:1: this list is empty"),
    (OneOrMore(NAME), "A", "1:1: `A` is not a name"),
    (MapOf(NAME, AGE), "[a]", "1:1: expected a mapping, found a list"),
    (MapOf(NAME, AGE), "A: 1", "1:1: `A` is not a name"),
    (MapOf(NAME, AGE), "a: x", "1:4: expected an age (a whole number from 1 to 1,500), found `x`"),
    (MapOf(NAME, AGE, least=1), "{}", "1:1: this mapping is empty"),
    (RECORD, "[a]", "1:1: expected a role (a mapping), found a list"),
    (RECORD, "", "1:1: expected a role (a mapping), found nothing"),
    (RECORD, "age: 1", "1:1: a role needs `name`: what it is called"),
    (RECORD, "name: a\nnaem: b", "2:1: `naem` is not a key of a role\n  help: did you mean `name`?"),
    (RECORD, "name: a\nzzz: b", "2:1: `zzz` is not a key of a role\n  help: the keys are name, age"),
    (OrFlag(RECORD, (False,)), "true", "1:1: expected a role (a mapping), found `true`"),
    (OrFlag(RECORD, (False,)), "", "1:1: expected a role (a mapping), found nothing"),
    (OrFlag(RECORD, (False,)), "'false'", "1:1: expected a role (a mapping), found `false`"),
    (AnyMapping("a statement"), "[1]", "1:1: expected a statement (a mapping), found a list"),
    (NAME, "X" * 61, f"1:1: `{'X' * 57}...` is not a name"),
]


def read(shape: Shape, text: str) -> tuple[Any, list[str]]:
    faults = Faults()
    value = shape.read(parse(text, "x"), faults)
    return value, [str(fault).removeprefix("x:") for fault in faults]


@pytest.mark.parametrize(("shape", "text", "value"), TAKEN)
def test_what_fits_is_read_as_a_plain_value(shape: Shape, text: str, value: Any) -> None:
    """Typed by the shape and not by YAML's guesses; the schema takes it too."""
    assert read(shape, text) == (value, [])
    jsonschema.validate(plain_value(parse(text, "x")), shape.schema())


@pytest.mark.parametrize(("shape", "text", "fault"), REFUSED)
def test_what_does_not_fit_is_a_fault_at_its_place(shape: Shape, text: str, fault: str) -> None:
    """What is wrong comes first, what to do behind it."""
    _, faults = read(shape, text)
    assert faults[0] == fault


NOT_IN_A_SCHEMA = {
    "'a\n\n  '",  # Python's `$`, unlike JavaScript's, also stands before a last line break
    "12345",  # the pattern is about strings, and other YAML tools see a number here
    "1.0",  # a whole number in JSON
}


@pytest.mark.parametrize(("shape", "text"), [entry[:2] for entry in REFUSED if entry[1] not in NOT_IN_A_SCHEMA])
def test_the_schema_refuses_it_too(shape: Shape, text: str) -> None:
    """An editor that knows the schema marks the same texts."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain_value(parse(text, "x")), shape.schema())


def test_schemas_are_valid_and_described() -> None:
    """They are JSON Schemas, name what is required, close records and leave out what is not there yet."""
    for shape, _, _ in TAKEN:
        jsonschema.Draft202012Validator.check_schema(shape.schema())
    assert RECORD.schema() == {
        "type": "object",
        "properties": {
            "name": {"type": ["string", "boolean"], "pattern": "^(?:[a-z]+)$", "description": "what it is called"},
            "age": {"type": "integer", "minimum": 1, "maximum": 1500, "description": "how old it is"},
        },
        "additionalProperties": False,
        "required": ["name"],
    }


def test_all_faults_are_found() -> None:
    """A wrong part does not hide the next one, in whatever depth."""
    shape = MapOf(NAME, Record("a role", {"names": Field(NAMES, "names"), "age": Field(AGE, "age", required=True)}))
    _, faults = read(shape, "a: {names: [A, b, C], agee: 1}\nB: {age: x}\nc: 1")
    assert [fault.partition(": ")[0] for fault in faults] == ["1:13", "1:19", "1:23", "1:4", "2:1", "2:10", "3:4"]


def test_a_rule_says_why() -> None:
    """The rule's words follow the text itself, and come before those of the pattern."""
    shape = Text("a name", r"[a-z]+", rule=lambda text: "is too long" if len(text) > 3 else None)
    assert read(shape, "ABCD")[1] == ["1:1: `ABCD` is too long"]
    assert read(shape, "ABC")[1] == ["1:1: `ABC` is not a name"]
    assert read(shape, "abc") == ("abc", [])


def test_a_pattern_matches_the_whole_text() -> None:
    """Not the beginning, and not up to a line break; in the schema no more than here."""
    for text in ("abc def", "abc\n", "\nabc"):
        assert read(NAME, repr(text).replace("'", '"'))[1]
    assert re.fullmatch(NAME.schema()["pattern"], "abc")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abzA1\n ", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "age", "a", "B"]), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(json_values, st.sampled_from([shape for shape, _, _ in TAKEN]))
def test_a_shape_reads_or_finds_a_fault(value: Any, shape: Shape) -> None:
    """Nothing but faults ever comes of a text that does not fit, and what has none is a value."""
    read_value, faults = read(shape, json.dumps(value))
    assert faults or read_value is not None
