"""YAML as trees with places: what is read, what is refused, and that nothing but InputError ever comes out."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.reading.trees import check

from rolecast.reading.faults import Faults, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode, find, plain_value
from rolecast.reading.yaml_text import read

TEXT = """\
name: fraud
roles:
  - a
  - {b: "c"}
"""


def parse(text: str, source: str) -> Node:
    faults = Faults()
    root = read(text, source, faults)
    faults.raise_any()
    return root


def faults_of(text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        parse(text, "roles.yaml")
    return [str(fault) for fault in raised.value.faults]


def test_every_node_knows_its_place() -> None:
    """Lines and columns count from 1, keys have a place as well as values."""
    root = parse(TEXT, "roles.yaml")
    assert isinstance(root, MappingNode)
    key, roles = root.entries["roles"]
    assert isinstance(roles, SequenceNode)
    assert str(root.place) == "roles.yaml:1:1"
    assert str(key.place) == "roles.yaml:2:1"
    assert [str(item.place) for item in roles] == ["roles.yaml:3:5", "roles.yaml:4:5"]
    assert str(find(root, "roles", 1, "b").place) == "roles.yaml:4:9"
    assert [key.text for key, _ in root] == ["name", "roles"]


def test_finding_stops_where_the_path_leaves_the_tree() -> None:
    """The nearest place is better than none."""
    root = parse(TEXT, "roles.yaml")
    assert find(root) is root
    assert find(root, "roles", 7) is find(root, "roles")
    assert find(root, "roles", "a") is find(root, "roles")
    assert find(root, "other", 1) is root
    assert find(root, "name", "deeper") is find(root, "name")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("fraud", "fraud"),
        ("''", ""),
        ("", None),
        ("~", None),
        ("null", None),
        ("'null'", "null"),
        ("true", True),
        ("FALSE", False),
        ("'true'", "true"),
        ("yes", "yes"),
        ("on", "on"),
        ("12", 12),
        ("-12", -12),
        ("1.5", 1.5),
        ("'12'", "12"),
        ("012345670123", "012345670123"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1:30", "1:30"),
        ("1.50", "1.50"),
        ("+1", "+1"),
        ("-0", "-0"),
        ("9" * 5000, "9" * 5000),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), str(2**63)),
        ("2026-09-30", "2026-09-30"),
        ("[a, 1]", ["a", 1]),
        ("{a: , b: ~}", {"a": None, "b": None}),
        ("true: 1", {"true": 1}),
        ("<<: 1".replace("<<", "'<<'"), {"<<": 1}),
        ("a: |\n  x\n  y", {"a": "x\ny"}),
        ("a: >-\n  x\n  y", {"a": "x y"}),
        ("\ufeffa: 1", {"a": 1}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("# nothing", None),
        ("---", None),
        ("\U0002000b", "\U0002000b"),
    ],
)
def test_plain_values(text: str, value: Any) -> None:
    """Scalars are what JSON would have; whatever YAML alone takes for a number or a truth stays text."""
    read = plain_value(parse(text, "x"))
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_words_that_float_takes_are_text(text: str) -> None:
    """A bucket may be called nan."""
    assert plain_value(parse(text, "x")) == text


def test_scalars_keep_what_was_typed() -> None:
    """What a text means is for its reader to say: the text itself is kept, and whether it was quoted."""
    read = parse("[012345670123, 'true']", "x")
    assert isinstance(read, SequenceNode)
    plain, quoted = read
    assert isinstance(plain, ScalarNode)
    assert isinstance(quoted, ScalarNode)
    assert (plain.text, plain.plain, plain.flag, plain.is_null) == ("012345670123", True, None, False)
    assert (quoted.text, quoted.plain, quoted.flag, quoted.is_null) == ("true", False, None, False)


def test_an_alias_stands_for_its_anchor() -> None:
    """The latest anchor of a name counts, as YAML has it."""
    assert plain_value(parse("[&a 1, *a, &a 2, *a]", "x")) == [1, 1, 2, 2]
    assert plain_value(parse("a: &b {c: 1}\nd: *b", "x")) == {"a": {"c": 1}, "d": {"c": 1}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: {c: 2\n", "3:1: this is not YAML: while parsing a flow mapping, did not find expected ',' or '}'"),
        ("a: b: c", "1:5: this is not YAML: mapping values are not allowed in this context"),
        ("\tb: 1", "1:1: this is not YAML: while scanning for the next token"),
        ("a: @b", "1:4: this is not YAML"),
        ("a: 1\nb: 2\na: 3", "3:1: duplicate key `a` (first on line 1)"),
        ('{"a": 1, a: 2}', "1:10: duplicate key `a` (first on line 1)"),
        ("a: 1\n<<: {b: 2}", "2:1: merge keys (`<<`) are not supported\n  help: put what roles share at the top"),
        ("? [a]\n: 1", "1:3: a key must be a single value"),
        ("? {a: 1}\n: 1", "1:3: a key must be a single value"),
        ("a: !!python/object:os.system {}", "1:4: the tag `tag:yaml.org,2002:python/object:os.system` has no meaning"),
        ("a: !secret b", "1:4: the tag `!secret` has no meaning here\n  help: remove it"),
        ("a: !!str 1", "1:4: the tag `tag:yaml.org,2002:str` has no meaning here"),
        ("a: *b", "1:4: the anchor `b` is not defined before this"),
        ("a: &b [*b]", "1:8: the anchor `b` contains itself"),
        ("a: &b {c: {d: *b}}", "1:15: the anchor `b` contains itself"),
        ("a: 1\n---\nb: 2", "2:1: a second document begins here\n  help: keep one document in a file"),
        ("a: \x00", "1:4: the character U+0000 is not allowed in YAML"),
        ("a: 1\nb: '\x07'", "2:5: the character U+0007 is not allowed in YAML"),
        ("a: 1\nb: \ud800", "2:4: half of a surrogate pair is not allowed in YAML"),
        ("a: 'b", "1:6: this is not YAML: while scanning a quoted scalar, found unexpected end of stream"),
        ('a: "\\ud800"', "1:7: this is not YAML: while parsing a quoted scalar, found invalid Unicode character"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    """One fault with its place, in words that a person can act on."""
    (fault,) = faults_of(text)
    assert fault.startswith(f"roles.yaml:{expected}")


def test_faults_that_do_not_hide_others_are_told_together() -> None:
    """Sorted by place, the same one only once."""
    faults = faults_of("a: *x\nb: 1\nb: !y 2\n? [c]\n: 3\n")
    assert [fault.partition(": ")[0] for fault in faults] == [
        "roles.yaml:1:4",
        "roles.yaml:3:1",
        "roles.yaml:3:4",
        "roles.yaml:4:3",
    ]


def test_faults_stay_where_a_text_ends_early() -> None:
    """What was found before the text stops being YAML is told too."""
    assert [fault.partition(": ")[0] for fault in faults_of("a: 1\na: 2\nb: [")] == ["roles.yaml:2:1", "roles.yaml:4:1"]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_depth_is_limited(opening: str, closing: str) -> None:
    """Sixty levels are read, one more is refused; a hundred thousand end no worse."""
    parse(opening * 60 + "x" + closing * 60, "x")
    for depth in (61, 100_000):
        (fault,) = faults_of(opening * depth + "x" + closing * depth)
        assert "this is nested more than 60 levels deep" in fault


def test_aliases_that_explode_are_refused() -> None:
    """Eight lines that stand for a hundred million values cost nothing and are refused."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    (fault,) = faults_of("\n".join(lines))
    assert fault == "roles.yaml:1:1: its aliases expand to more than 2,000,000 values"
    assert parse("\n".join(lines[:4]), "x").size > 10_000


yaml_tokens = st.lists(
    st.sampled_from(
        [
            *"abc:-?,[]{}&*!|>'\"%@`#~<=\n\n  \t",
            "- ",
            ": ",
            "? ",
            "&a ",
            "*a",
            "!!",
            "<<: ",
            "---\n",
            "...\n",
            "\\u",
            "%YAML",
        ]
    )
).map("".join)


@settings(deadline=None)
@given(yaml_tokens | st.text(max_size=40) | st.text(st.characters(max_codepoint=0x10FFFF), max_size=20))
@example("\ud800")
@example("%")
@example("a: &a *a")
@example("*a : b")
@example("\x85")
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    """A tree comes out, or faults that each have a message and a place in the text or at its end."""
    outcome = parse_or_refuse(text)
    if isinstance(outcome, Node):
        check(outcome)
        plain_value(outcome)
        return
    assert outcome.faults
    for fault in outcome.faults:
        assert fault.message
        assert fault.place
        assert fault.place.line >= 1
        assert fault.place.column >= 1


def parse_or_refuse(text: str) -> Node | InputError:
    try:
        return parse(text, "x")
    except InputError as refusal:
        return refusal
