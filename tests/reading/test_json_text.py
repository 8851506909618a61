"""JSON as trees with places: what is read, and what is wrong with what is not JSON."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reading.trees import check

from rolecast.reading.faults import Faults, InputError
from rolecast.reading.json_text import read
from rolecast.reading.nodes import Node, find, plain_value


def parse(text: str, line: int = 1, column: int = 1) -> Node:
    faults = Faults()
    root = read(text, "p.json", faults, line, column)
    faults.raise_any()
    return root


def refused(text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        parse(text)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    "text",
    ['{\n\t"a":1,\n\t"b":[true,null]\n}', '{"\\u58f2\\u4e0a": "\\/"}', '{"a":"x  y ","": [[]]}', '"a"', "[-1.5]"],
)
def test_json_is_read_as_json(text: str) -> None:
    """Tabs, escapes and colons without a space, as JSON's writers write them."""
    assert plain_value(parse(text)) == json.loads(text)


def test_every_value_knows_its_place() -> None:
    """Keys too. What was read from inside another text has its places in that."""
    text = '{"a": [1,\n  {"b": "x\\ny"}],\n "c": null}'
    root = parse(text)
    paths = [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("c",)]
    places = [find(root, *path).place[1:] for path in paths]
    assert places == [(1, 1), (1, 7), (1, 8), (2, 3), (2, 9), (3, 7)]
    assert [key.place[1:] for key, _ in root] == [(1, 2), (3, 2)]  # type: ignore[attr-defined]
    inner = parse(text, 7, 20)
    assert [find(inner, *path).place[1:] for path in [(), ("a",), ("c",)]] == [(7, 20), (7, 26), (9, 7)]
    assert find(parse("\n\n [1]", 7, 20), 0).place[1:] == (9, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [1,]}', "1:9: this is not JSON: a comma before `]`\n  help: remove the comma"),
        ('{"a": 1,\n}', "1:8: this is not JSON: a comma before `}`\n  help: remove the comma"),
        ('{"a": 1,,"b": 1}', "1:9: this is not JSON: `,` where a key belongs\n  help: remove the comma"),
        ("[1,,2]", "1:4: this is not JSON: `,` where a value belongs\n  help: remove the comma"),
        ("{'a': 1}", "1:2: this is not JSON: `'` does not begin a string\n  help: write strings in double quotes"),
        ("{\"a\": 'b'}", "1:7: this is not JSON: `'` does not begin a string\n  help: write strings in double quotes"),
        ('{"a": “b”}', "1:7: this is not JSON: `“` does not begin a string\n  help: write strings in double quotes"),
        ('{Version: "x"}', '1:2: this is not JSON: the key `Version` has no quotes\n  help: write `"Version"`'),
        ('{"a": Allow}', '1:7: this is not JSON: `Allow` has no quotes\n  help: write `"Allow"`'),
        ('{"a": True}', "1:7: this is not JSON: `True` is not a value\n  help: write `true`"),
        ("[\n  FALSE]", "2:3: this is not JSON: `FALSE` is not a value\n  help: write `false`"),
        ('{"a": None}', "1:7: this is not JSON: `None` is not a value\n  help: write `null`"),
        ("[NaN]", '1:2: this is not JSON: `NaN` has no quotes\n  help: write `"NaN"`'),
        ("[012]", "1:2: this is not JSON: `012` is not a number\n  help: write it as a string, in double quotes"),
        ("[+1]", "1:2: this is not JSON: `+1` is not a number"),
        ("[1.]", "1:2: this is not JSON: `1.` is not a number"),
        ("[0x1f]", "1:2: this is not JSON: `0x1f` is not a number"),
        ("[truely]", "1:2: this is not JSON: `truely` has no quotes"),
        ('{"a": 1 "b": 2}', '1:9: this is not JSON: `"` where `,` or `}` belongs'),
        ("[1 2]", "1:4: this is not JSON: `2` where `,` or `]` belongs"),
        ("[1}", "1:3: this is not JSON: `}` where `,` or `]` belongs"),
        ('{"a" 1}', "1:6: this is not JSON: `1` where `:` belongs, after the key `a`"),
        ('{"a"}', "1:5: this is not JSON: `}` where `:` belongs, after the key `a`"),
        ('{"a": }', "1:7: this is not JSON: `}` where a value belongs"),
        ("{1: 2}", '1:2: this is not JSON: the key `1` has no quotes\n  help: write `"1"`'),
        ("{{}: 2}", "1:2: this is not JSON: `{` where a key belongs"),
        ('{"a": 1} // b', "1:10: this is not JSON: `/` after the end of the value"),
        ("[ // b\n]", "1:3: this is not JSON: JSON has no comments\n  help: remove it"),
        ('{"a": 1, # b\n}', "1:10: this is not JSON: JSON has no comments\n  help: remove it"),
        ('{"a": 1}\n{"b": 2}', "2:1: this is not JSON: `{` after the end of the value\n  help: keep one"),
        ('{"a": "b', '1:7: this is not JSON: this string is not closed\n  help: end it with `"`'),
        ('{"a": "b\nc"}', "1:9: this is not JSON: a line break inside a string\n  help: write it as `\\n`"),
        ('{"a": "b\tc"}', "1:9: this is not JSON: a tab inside a string"),
        ('["\x00"]', "1:3: this is not JSON: a control character inside a string"),
        ('["\\x"]', "1:3: this is not JSON: `\\x` is not an escape sequence\n  help: write a backslash as `\\\\`"),
        ('["\\u12"]', "1:3: this is not JSON: `\\u` is not an escape sequence"),
        ('{"a": ["\\ud800"]}', "1:8: this is not JSON: half of a surrogate pair, U+D800, in this string"),
        ('{"a": {', "1:8: this is not JSON: it ends before the `{` of line 1 is closed\n  help: the text is cut off"),
        ('{"a":\n [1', "2:4: this is not JSON: it ends before the `[` of line 2 is closed"),
        ('{"a":', "1:6: this is not JSON: it ends where a value belongs\n  help: the text is cut off"),
        ("", "1:1: this is not JSON: there is nothing in it"),
        (" \n", "2:1: this is not JSON: there is nothing in it"),
        ('{"a": 1, "a": 2}', "1:10: duplicate key `a` (first on line 1)"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    """At the character that is wrong, with what to write instead where that is known."""
    (fault,) = refused(text)
    assert fault.startswith(f"p.json:{expected}")


def test_duplicate_keys_are_told_with_what_ends_the_reading() -> None:
    """Everything at once."""
    assert [fault.partition(": ")[0] for fault in refused('{"a": 1,\n"a": 2,\n"b": x}')] == ["p.json:2:1", "p.json:3:6"]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": ', "}")])
def test_depth_is_limited(opening: str, closing: str) -> None:
    """As in YAML."""
    parse(opening * 60 + "1" + closing * 60)
    for depth in (61, 100_000):
        (fault,) = refused(opening * depth + "1" + closing * depth)
        assert "this is nested more than 60 levels deep" in fault


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)  # the others are text
    | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc<=~", max_size=3), inner, max_size=4),
    max_leaves=15,
)

json_tokens = st.lists(
    st.sampled_from([*"{}[]:,\"\\/#'-+ \n\té", '"a"', '{"b": ', "1", "true", "null", "\\u12", "\\ud834", "\ud800"])
).map("".join)


@settings(deadline=None)
@given(json_values, st.sampled_from([None, 1]), st.booleans())
def test_whatever_json_writes_is_read_back(value: Any, indent: int | None, is_ascii: bool) -> None:
    """As it was, and with places of its own."""
    root = parse(json.dumps(value, ensure_ascii=is_ascii, indent=indent))
    check(root)
    assert plain_value(root) == value


@settings(deadline=None)
@given(json_tokens | st.text(max_size=20))
def test_what_is_read_is_json_and_what_is_not_is_refused(text: str) -> None:
    """As the standard library has it, but for NaN and Infinity, half characters and duplicate keys; no other error."""
    try:
        expected = json.loads(text, parse_constant=_refuse, object_pairs_hook=_without_duplicates)
        json.dumps(expected, ensure_ascii=False).encode()
    except ValueError:
        for fault in refused(text):
            assert fault.startswith("p.json:")
    else:
        assert plain_value(parse(text), number=json.loads) == expected


def _refuse(name: str) -> None:
    raise ValueError(name)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError(pairs)
    return dict(pairs)
