"""Large JSON objects, read piece by piece."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecast.reading import pieces
from rolecast.reading.faults import Faults, Place
from rolecast.reading.nodes import MAX_DEPTH
from rolecast.reading.pieces import Piece

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def read(text: str | bytes, chunk: int = 1 << 20) -> tuple[list[Piece], list[str]]:
    """The pieces of the lists `a` and `b` and of other keys, and the errors."""
    faults = Faults()
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "CHUNK_BYTES", chunk)
        found = list(pieces.read(io.BytesIO(content), "x.json", ("a", "b"), faults))
    return found, list(map(str, faults))


@given(
    st.dictionaries(st.sampled_from(["a", "b", "other"]), st.lists(VALUES, max_size=4)),
    st.integers(1, 200),
    st.sampled_from([None, 0, 4]),
)
def test_the_pieces_are_what_a_whole_reading_finds(value: dict[str, Any], chunk: int, indent: int | None) -> None:
    """However the text is cut into chunks; each has its text, and its place in the file."""
    text = json.dumps(value, indent=indent)
    found, faults = read(text, chunk)
    assert faults == []
    lines = text.split("\n")
    again: dict[str, Any] = {}
    for piece in found:
        assert json.loads(piece.text) == piece.value
        rest = "\n".join(lines[piece.place.line - 1 :])[piece.place.column - 1 :]
        assert rest.startswith(piece.text)
        if piece.number is None:
            again[piece.key] = piece.value
        else:
            assert piece.number == len(again.setdefault(piece.key, []))
            again[piece.key].append(piece.value)
    assert again == value


def test_the_nodes_of_a_piece_have_their_places_in_the_file() -> None:
    """On its first line, where it begins, and on the others."""
    text = '{\n  "a": [{"x": 1,\n  "y": [2, 3]}]}'
    (piece,), _ = read(text)
    assert piece.place == Place("x.json", 2, 9)
    assert piece.node("x").place == Place("x.json", 2, 15)
    assert piece.node("y", 1).place == Place("x.json", 3, 12)
    assert piece.node("z").place == piece.place


@pytest.mark.parametrize("chunk", [1, 7, 1_000])
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('{"x": 1,}', "x.json:2:15: this is not JSON: a comma before `}`\n  help: remove the comma"),
        (
            '{"x": [1 2]}',
            "x.json:2:17: this is not JSON: `2` where `,` or `]` belongs",
        ),
        ('{"x": NaN}', 'x.json:2:14: this is not JSON: `NaN` has no quotes\n  help: write `"NaN"`'),
        ("nothing", 'x.json:2:8: this is not JSON: `nothing` has no quotes\n  help: write `"nothing"`'),
        ("[" * 70 + "]" * 70, "x.json:2:68: this is nested more than 60 levels deep"),
        ("[" * 100_000 + "]" * 100_000, "x.json:2:68: this is nested more than 60 levels deep"),
        ("9" * 5_000, None),
    ],
)
def test_a_bad_item_does_not_hide_the_others(chunk: int, bad: str, message: str | None) -> None:
    """Its brackets tell where it ends; the error says where it is."""
    found, faults = read(f'{{"a": [1,\n       {bad},\n {{"good": "}}"}}], "b": []}}', chunk)
    assert [(piece.key, piece.number, piece.value) for piece in found] == [
        ("a", 0, 1),
        ("a", 2, {"good": "}"}),
        ("b", None, []),
    ]
    if message:
        assert faults == [message]
    else:
        assert len(faults) == 1
        assert faults[0].startswith("x.json:2:8: ")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "x.json:1:1: the file ends here"),
        ("[]", "x.json:1:1: expected a JSON object"),
        ("{", "x.json:1:2: the file ends here"),
        ("{a", "x.json:1:2: expected a key in double quotes"),
        ('{"a"', "x.json:1:5: the file ends here"),
        ('{"a" 1}', "x.json:1:6: expected `:`"),
        ('{"a": [1', "x.json:1:9: the file ends here"),
        ('{"a": [1 2]}', "x.json:1:10: expected `,` or `]`"),
        ('{"x": 1} {}', "x.json:1:10: there is more text after the end of the JSON object"),
        ('{"x": 1 "y": 2}', "x.json:1:9: expected `,` or `}`"),
        ('{"x": tru', "x.json:1:7: the file ends in the middle of this value"),
        ('{"a": [{"x": "y', "x.json:1:8: the file ends in the middle of this value"),
        ('{"x": {"y": 1}', "x.json:1:15: the file ends here"),
    ],
)
def test_a_text_that_is_cut_off_or_no_json(text: str, error: str) -> None:
    """What is before it was read; the place is where reading had to end."""
    _, faults = read(text)
    assert faults[-1].startswith(error)


def test_what_comes_before_the_end_of_a_cut_file_is_read() -> None:
    """And the last, broken piece is an error."""
    whole = json.dumps({"a": [{"x": "y" * 50}] * 5})
    found, faults = read(whole[:200], chunk=16)
    assert len(found) == 3
    assert len(faults) == 1
    assert "the file ends in the middle of this value" in faults[0]


def test_text_that_is_not_utf_8_has_its_place() -> None:
    """Counted in characters, from the line's beginning."""
    found, faults = read(b'{"a": ["\xc3\xa9",\n "\xff"]}', chunk=3)
    assert [piece.value for piece in found] == ["é"]
    assert faults == ["x.json:2:3: this is not UTF-8 text\n  help: save the file as UTF-8"]


def test_a_mark_of_utf_8_is_passed_over() -> None:
    """As Windows writes it."""
    assert [piece.value for piece in read(b'\xef\xbb\xbf{"x": 1}')[0]] == [1]


def test_decode_refuses_what_is_too_deep() -> None:
    """Also where the text has no more brackets than that in all."""
    depth = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert pieces.decode(depth)
    assert pieces.decode(json.dumps([[], {}] * 200))
    for text in (f"[{depth}]", "[" * 100_000):
        with pytest.raises(ValueError, match=r"nested more than 60 levels deep|Expecting value"):
            pieces.decode(text)


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_read_or_refused(content: bytes, chunk: int) -> None:
    """Never a traceback."""
    read(content, chunk)


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.lists(VALUES, max_size=3)), st.data())
def test_any_damage_is_an_error_with_a_place(value: dict[str, Any], data: st.DataObject) -> None:
    """Or it is JSON all the same."""
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.text('{}[]",:\\ tfn0e', max_size=2)) + text[at + data.draw(st.integers(0, 3)) :]
    _, faults = read(damaged, chunk=data.draw(st.integers(1, 50)))
    try:
        is_json = isinstance(json.loads(damaged), dict)
    except ValueError:
        is_json = False
    assert is_json == (not faults)
    assert all(fault.startswith("x.json:") for fault in faults)
