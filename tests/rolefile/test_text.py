"""An edit changes one value. Every other line stays as it is, and every comment stays in the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from rolecast.reading import nodes, texts
from rolecast.reading.faults import InputError
from rolecast.rolefile import text as edits

EXAMPLES = Path(__file__).parents[2] / "examples"


def plain(text: str) -> Any:
    value = nodes.plain_value(texts.parse(text, "roles.yaml"), number=str)
    return {} if value is None else value


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a: 1 # one\nb: 2\n", "a", "x", "a: x # one\nb: 2\n"),
        ("a: 1\n\n# about b\nb: 2", "c", "x", "a: 1\n\n# about b\nb: 2\nc: x\n"),
        ("a:\n  b: 1\n  # last\nc: 2\n", "a.d", True, "a:\n  b: 1\n  d: true\n  # last\nc: 2\n"),
        ("a: {b: 1}\n", "a.c", ["x", "z"], "a: {b: 1, c: [x, z]}\n"),
        ("a: {}\n", "a.c", "x", "a:\n  c: x\n"),
        ("a:\nb: 1\n", "a.c.d", "x", "a:\n  c:\n    d: x\nb: 1\n"),
        ("a: # about a\nb: 1\n", "a.c", "x", "a: # about a\n  c: x\nb: 1\n"),
        ("a: true # on\n", "a", {"b": []}, "a: # on\n  b: []\n"),
        ("a: # theirs\n  b: 1 # one\n  # two\nc: 3\n", "a", False, "a: false # theirs\n  # two\n  # one\nc: 3\n"),
        ("a:\n  - x # the x\n  - y\n", "a", ["x", "z", "w"], "a:\n  - x # the x\n  - z\n  - w\n"),
        ("a:\n- x # the x\n- y\nb: 1\n", "a", ["y"], "a:\n- y\nb: 1\n"),
        ("a: [x]\r\nb: 1\r\n", "c", {"d": "e"}, "a: [x]\r\nb: 1\r\nc:\r\n  d: e\r\n"),
        ("", "a.b", "x", "a:\n  b: x\n"),
        ("# only this", "a", "x", "# only this\na: x\n"),
        ("---\na: |\n  one\n  # not a comment\nb: 1\n", "c", "x", "---\na: |\n  one\n  # not a comment\nb: 1\nc: x\n"),
        ("a: |\n  one\n  # not a comment\nb: 1\n", "a", "x", "a: x\nb: 1\n"),
        ("é: 'ü' # ö\nb: [x, ü, y]\n", "é", "x", "é: x # ö\nb: [x, ü, y]\n"),
        ("a: true\n", "a", "true", 'a: "true"\n'),
        ("a: |+\n  one\n\nb: 1\n", "c", "x", "a: |+\n  one\n\nb: 1\nc: x\n"),
        ("a: |+\n  one\n\n", "b", "x", "a: |+\n  one\n\nb: x\n"),
        ("a: {b: [x, # one\n  y]}\n", "a.b", ["z"], "a: {b: [z] # one\n    }\n"),
        ("a:\n- x\n# about y\n- y\n- z\n", "a", ["z"], "a:\n# about y\n- z\n"),
        ("{}\n...\n", "a", "x", "\na: x\n...\n"),
        ('{"a": 1}', "a", True, '{\n  "a": true\n}'),
        ('{\r\n  "a": 1\r\n}\r\n', "a", "x", '{\r\n  "a": "x"\r\n}\r\n'),
        (
            '{\n    "a": {"b": [1]}\n}\n',
            "a.c",
            "x",
            '{\n    "a": {\n        "b": [\n            1\n        ],\n        "c": "x"\n    }\n}\n',
        ),
    ],
)
def test_putting(before: str, path: str, value: Any, after: str) -> None:
    """As a person would have written it."""
    if "# two\n  # one" in after:  # comments keep their order
        after = after.replace("  # two\n  # one\n", "  # one\n  # two\n")
    assert edits.put(before, tuple(path.split(".")), value) == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: 1\n# about b\nb: 2 # two\nc: 3\n", "b", "a: 1\n# about b\nc: 3\n"),
        ("a: {b: 1, c: 2, d: 3}\n", "a.c", "a: {b: 1, d: 3}\n"),
        ("a: {b: 1, c: 2}\n", "a.c", "a: {b: 1}\n"),
        ("a: {b: 1}\n", "a.b", "a: {}\n"),
        ("a: # about a\n  b: 1\nc: 2\n", "a.b", "a: {} # about a\nc: 2\n"),
        ("a: 1\n", "b.c", "a: 1\n"),
        ("a:\n  b:\n    - x\n    - y\n  c: 1\n", "a.b", "a:\n  c: 1\n"),
        ("a: 1\nb:\n  c: 2", "b", "a: 1\n"),
        ("a: 1\nb: # gone\n  # own\n  c: 2 # gone\nd: 3\n", "b", "a: 1\n# own\nd: 3\n"),
        ("a: {\n  b: 1, # gone\n  # own\n  c: 2}\n", "a.b", "a: {\n  # own\n  c: 2}\n"),
        ("a: {\n  b: 1, # one\n  # own\n  c: 2, # two\n  }\n", "a.c", "a: {\n  b: 1 # one\n  # own\n  , # two\n  }\n"),
        ("{b: 1,}\n", "b", "{}\n"),
        ("a: 1\n...\n", "a", "{}\n...\n"),
        ('{"a": 1, "b": 2}', "b", '{\n  "a": 1\n}'),
    ],
)
def test_removing(before: str, path: str, after: str) -> None:
    """What stands above a key is not its own; what stands behind it is."""
    assert edits.remove(before, tuple(path.split("."))) == after


def test_renaming() -> None:
    """In its place, in any style."""
    assert edits.rename("a:\n  b: 1 # one\n", ("a", "b"), "c d") == "a:\n  c d: 1 # one\n"
    assert edits.rename("a: {b: 1, c: 2}\n", ("a", "b"), "on") == 'a: {"on": 1, c: 2}\n'
    assert plain(edits.rename('{"a": {"b": 1, "c": 2}}', ("a", "b"), "d")) == {"a": {"d": "1", "c": "2"}}
    assert edits.rename('{"a": 1}', ("b", "c"), "d") == '{"a": 1}'


@pytest.mark.parametrize(
    "value", ["012345670123", "123456789012", "on", "null", "~", "1e3", "2020-01-01", "a: b", "a #b"]
)
def test_what_other_readers_would_take_for_something_else_is_quoted(value: str) -> None:
    """YAML 1.1 reads numbers, dates and flags here."""
    text = edits.put("", ("a",), value)
    assert plain(text) == {"a": value}
    assert yaml.safe_load(text) == {"a": value}


def test_what_an_anchor_shares_is_not_changed_behind_somebody_s_back() -> None:
    """Neither where it stands nor where it is used; the whole of an alias may be replaced."""
    text = "a: &shared\n  x: 1\nb: *shared\n"
    for path in (("a", "x"), ("b", "x"), ("a", "y")):
        with pytest.raises(InputError, match="shared"):
            edits.put(text, path, "2")
    assert edits.put(text, ("b",), "own") == "a: &shared\n  x: 1\nb: own\n"
    assert edits.put(text, ("c",), "new") == text + "c: new\n"
    assert edits.put(text, ("b",), {"x": 1}) == text


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "a:\n  k: &x 1\nb: *x\n", "a: [&x 1]\nb: {c: *x}\n", "&x a: 1\nb: *x\n"]
)
def test_an_anchor_that_is_used_elsewhere_does_not_go(text: str) -> None:
    """The rest of the file could not be read without it."""
    with pytest.raises(InputError, match="`a` is shared"):
        edits.remove(text, ("a",))
    if not text.startswith("&"):
        with pytest.raises(InputError, match="`a` is shared"):
            edits.put(text, ("a",), "y")
    assert edits.remove("a: [&x 1, *x]\nb: 1\n", ("a",)) == "b: 1\n"


@pytest.mark.parametrize("text", ["? a\n", "? a\n: 1\n"])
def test_a_key_behind_a_question_mark_is_refused(text: str) -> None:
    """Lines beside it are not laid out as elsewhere."""
    with pytest.raises(InputError, match="does not begin its line"):
        edits.put(text, ("a",), "x")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: # theirs\n  b : 'x'\n\n  c: [ y,z ]\n", {"c": ["y", "z"], "b": "x"}),
        ("a:\n  - x: 1\n  - True\n", [{"x": 1}, True]),
        ("a: {'b' : x}\n", {"b": "x"}),
    ],
)
def test_what_is_read_as_the_value_already_is_not_written_anew(text: str, value: Any) -> None:
    """However it is laid out."""
    assert edits.put(text, ("a",), value) == text


def test_a_long_list_stands_in_lines() -> None:
    """So that a change of one is a change of one line."""
    items = [f"arn:aws:ecr:us-east-1:123456789012:repository/{number}" for number in range(4)]
    assert edits.put("a: 1\n", ("b",), items) == "a: 1\nb:\n" + "".join(f"  - {item}\n" for item in items)


KEYS = st.sampled_from(["account", "roles", "on", "a b", "x:y", "ü", "12", "data-scientist"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12) | KEYS
VALUES = st.recursive(
    st.booleans() | TEXTS | st.lists(TEXTS, max_size=3),
    lambda inner: st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


@st.composite
def written(draw: st.DrawFn) -> str:
    """A document as people write them: block or flow, indented by two or four, with comments between the lines."""
    text = yaml.safe_dump(
        draw(DOCUMENTS),
        default_flow_style=draw(st.sampled_from([False, None, True])),
        indent=draw(st.sampled_from([2, 4])),
        allow_unicode=draw(st.booleans()),
        sort_keys=False,
        width=10_000,
    )
    lines = []
    for number, line in enumerate(text.splitlines()):
        column = len(line) - len(line.lstrip())
        if draw(st.integers(0, 3)) == 0 and "\\" not in line:
            lines.append(f"{' ' * column}# own {number}")
        is_whole = not line.endswith(("\\", "|", "|-", ">", ">-")) and line.count('"') % 2 == line.count("'") % 2 == 0
        lines.append(f"{line} # behind {number}" if is_whole and draw(st.integers(0, 3)) == 0 else line)
    result = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n# end\n"]))
    try:
        assume(plain(result) == plain(text))  # a comment inside a text of several lines is none
    except InputError:
        assume(False)
    return result


@st.composite
def texts_and_paths(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """A text, and a path that may be in it."""
    text = draw(written())
    value, path = plain(text), [draw(KEYS)]
    while isinstance(value, dict) and value and draw(st.booleans()):
        step = draw(st.sampled_from(sorted(value)))
        value, path = value[step], [*path[:-1], step, draw(KEYS)]
    return text, tuple(path if draw(st.booleans()) or len(path) == 1 else path[:-1])


def expected(document: Any, path: tuple[str, ...], value: Any) -> Any:
    """The same edit of plain values."""
    here = dict(document) if isinstance(document, dict) else {}
    here[path[0]] = expected(here.get(path[0]), path[1:], value) if len(path) > 1 else value
    return here


def comments(text: str) -> list[str]:
    return re.findall(r"# (?:own|behind|end)(?: \d+)?$", text, re.MULTILINE)


@given(texts_and_paths(), VALUES)
def test_a_value_is_put_and_nothing_else(where: tuple[str, tuple[str, ...]], value: Any) -> None:
    """Read again, it is the same edit of the plain values; no comment is gone."""
    text, path = where
    try:
        result = edits.put(text, path, value)
    except InputError as error:
        assume("shared" not in str(error))  # PyYAML writes anchors for equal values
        raise
    assert plain(result) == expected(plain(text), path, value)
    inline = [comment for comment in comments(text) if "behind" not in comment]
    assert [comment for comment in comments(result) if "behind" not in comment] == inline
    assert edits.put(result, path, value) == result


@given(texts_and_paths())
def test_a_value_is_removed_and_nothing_else(where: tuple[str, tuple[str, ...]]) -> None:
    """Read again, the rest is there; own-line comments outside of it stay."""
    text, path = where
    try:
        result = edits.remove(text, path)
    except InputError as error:
        assume("shared" not in str(error))
        raise
    before, after = plain(text), plain(result)
    inner: Any = before
    for step in path:
        inner = inner.get(step) if isinstance(inner, dict) else None
    own = [comment for comment in comments(text) if "behind" not in comment]
    assert [comment for comment in comments(result) if "behind" not in comment] == own
    if inner is None:
        assert result == text or after == before
        return
    parent = before
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    assert after == before


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_an_edit_of_an_example_touches_its_lines_alone(example: Path) -> None:
    """Every setting of every role is put as it is, and the file is the same, byte for byte; a new one adds a line."""
    text = example.read_text(encoding="utf-8")
    for key, settings in plain(text)["roles"].items():
        for name, value in (settings or {}).items():
            assert edits.put(text, ("roles", key, name), value) == text
        after = edits.put(text, ("roles", key, "description"), "new")
        changed = [line for line in after.splitlines() if line not in text.splitlines()]
        assert [line.strip() for line in changed] in (["description: new"], [])


def test_lines_that_end_in_a_carriage_return_alone_are_refused() -> None:
    """Nothing is changed in a file whose lines are not what they seem."""
    with pytest.raises(InputError, match="carriage return"):
        edits.put("a: 1\rb: 2\r", ("a",), "x")
    with pytest.raises(InputError, match="carriage return"):
        edits.remove("a: 1\rb: 2\r", ("a",))
