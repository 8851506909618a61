"""Reads a large JSON object piece by piece, so that only one piece of the text is in memory.

It uses the standard library's decoder, which decodes a value at a given index and returns where it ends.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Container, Iterator
from typing import Any, BinaryIO, NamedTuple, NoReturn

from rolecast.reading import json_text, nodes, texts
from rolecast.reading.faults import Fault, Faults, InputError, Place
from rolecast.reading.nodes import MAX_DEPTH, Node

CHUNK_BYTES = 1 << 20

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{},]', re.DOTALL)
_LONGEST_TOKEN = 16
"""The length of `-Infinity`, an escaped surrogate pair and the like, which may be split between chunks."""
_ENDED = "the file ends here"
_WORDS = ("true", "false", "null", "-1")


class Piece(NamedTuple):
    """The value of a key, or an item of the list that is its value; `number` is the item's index, otherwise None.

    `text` is its JSON, which begins at `place`.
    """

    key: str
    number: int | None
    value: Any
    text: str
    place: Place

    def node(self, *path: str | int) -> Node:
        """The part of the piece at `path`, with its place. Parses the piece again, so use it only for errors."""
        try:
            root = json_text.read(self.text, self.place.source, Faults(), self.place.line, self.place.column)
        except InputError:  # such as half of a surrogate pair
            return Node(*self.place)
        return nodes.find(root, *path)


class PiecePart(NamedTuple):
    """A part of a piece. Parsed again only to find places in it."""

    piece: Piece
    path: tuple[str | int, ...]

    def node(self) -> Node:
        return self.piece.node(*self.path)

    def place(self, path: tuple[str | int, ...], *, of_key: bool = False) -> Place:
        """The place of a value in the part, or if `of_key`, of its key."""
        return json_text.locate(self.piece.text, self.piece.place, (*self.path, *path), of_key=of_key)


def read(file: BinaryIO, source: str, lists: Container[str], faults: Faults) -> Iterator[Piece]:
    """The object's values in order. Those of `lists` are split into their items, unless they are empty.

    Adds errors to `faults`. After an invalid item, continues with the next one, if its brackets show where it ends.
    """
    try:
        yield from _Reader(file, source, lists, faults).pieces()
    except InputError as error:
        faults.extend(error.faults)


def decode(text: str) -> Any:
    """The value of a JSON text. Raises ValueError if the text is invalid or nested too deeply."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if is_too_deep(text):
        raise ValueError(_TOO_DEEP)
    return value


def is_too_deep(text: str) -> bool:
    """Whether a JSON text is nested more than MAX_DEPTH levels deep, which nothing from AWS is."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0][0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > MAX_DEPTH:
            return True
    return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"`{constant}` is not a value of JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"


class _NotTextError(InputError):
    """The rest of the file cannot be decoded."""


class _Reader:
    """Reads one file. `_at` is the current index in `_buffer`."""

    def __init__(self, file: BinaryIO, source: str, lists: Container[str], faults: Faults) -> None:
        self._file = file
        self._lists = lists
        self._faults = faults
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._is_ended = False
        self._buffer = ""
        self._at = 0
        self._mark = 0, Place(source, 1, 1)
        """The index and place of the last piece, from which the next place is counted."""

    def pieces(self) -> Iterator[Piece]:
        self._expect("{", "expected a JSON object")
        is_empty = self._skip("}")
        while not is_empty:
            key = self._key()
            if key in self._lists and self._next() == "[":
                yield from self._items(key)
            else:
                place, value, text = self._value()
                yield Piece(key, None, value, text, place)
            if self._skip("}"):
                break
            self._expect(",", "expected `,` or `}`")
        if self._next():
            self._fail("there is more text after the end of the JSON object")

    def _key(self) -> str:
        if self._next() != '"':
            self._fail("expected a key in double quotes" if self._next() else _ENDED)
        _, key, _ = self._value()
        self._expect(":", "expected `:`")
        return str(key)

    def _items(self, key: str) -> Iterator[Piece]:
        number, place = 0, self._place(self._at)
        self._expect("[", "expected `[`")
        if self._skip("]"):
            yield Piece(key, None, [], "[]", place)
            return
        while True:
            try:
                place, value, text = self._value()
            except _NotTextError:
                raise
            except InputError as error:
                self._faults.extend(self._pass_over() or error.faults)
            else:
                yield Piece(key, number, value, text, place)
            number += 1
            if self._skip("]"):
                return
            self._expect(",", "expected `,` or `]`")

    def _value(self) -> tuple[Place, Any, str]:
        """The value that begins here: its place, value and text. If it raises InputError, the position is unchanged."""
        self._next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                is_unfinished = error.msg.startswith("Unterminated string")
                if not self._is_ended and (is_unfinished or error.pos > len(self._buffer) - _LONGEST_TOKEN):
                    self._read_on()
                    continue
                if is_unfinished or any(word.startswith(self._buffer[error.pos :]) for word in _WORDS):
                    self._fail("the file ends in the middle of this value", help="write the file again: it is cut off")
                self._fail(f"this is not JSON: {_lower(error.msg)}", error.pos)
            except RecursionError:
                self._fail(f"this is {_TOO_DEEP}")
            except ValueError as error:
                self._fail(f"in this value {error}")
            is_number = not isinstance(value, str | list | dict)
            if is_number and not self._is_ended and end > len(self._buffer) - _LONGEST_TOKEN:
                self._read_on()
                continue  # the number may continue
            text = self._buffer[self._at : end]
            if is_too_deep(text):
                self._fail(f"this is {_TOO_DEEP}")
            place = self._place(self._at)
            self._mark = self._at, place
            self._at = end
            return place, value, text

    def _pass_over(self) -> tuple[Fault, ...]:
        """Skips an invalid value, by brackets and commas, and returns its errors.

        Raises InputError at the end of the file.
        """
        while True:
            depth = 0
            for token in _TOKEN.finditer(self._buffer, self._at):
                sign = token[0][0]
                depth += (sign in "[{") - (sign in "]}")
                if depth < 0 or (depth == 0 and sign in ",]}"):
                    end = token.end() if depth == 0 and sign != "," else token.start()
                    text, place = self._buffer[self._at : end], self._place(self._at)
                    self._at = end
                    return _errors(text, place)
            if not self._read_on():
                self._fail("the file ends in the middle of this value")

    def _skip(self, sign: str) -> bool:
        """Skips `sign` if it comes next, and returns whether it did."""
        if self._next() != sign:
            return False
        self._at += 1
        return True

    def _expect(self, sign: str, message: str) -> None:
        if not self._skip(sign):
            self._fail(message if self._next() else _ENDED)

    def _next(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._read_on():
                return ""

    def _read_on(self) -> bool:
        """Discards what was read and reads more, twice as much each time for a long value. Returns False at the end."""
        if self._is_ended:
            return False
        self._mark = 0, self._place(self._at)
        rest = self._buffer[self._at :]
        self._at = 0
        chunk = self._file.read(max(CHUNK_BYTES, len(rest)))
        self._is_ended = not chunk
        try:
            self._buffer = rest + self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            self._buffer = rest + error.object[: error.start].decode("utf-8-sig")
            raise _NotTextError([texts.not_utf8(self._place(len(self._buffer)), error.object)]) from None
        return not self._is_ended

    def _place(self, at: int) -> Place:
        known, (source, line, column) = self._mark
        lines = self._buffer.count("\n", known, at)
        if lines:
            return Place(source, line + lines, at - self._buffer.rfind("\n", known, at))
        return Place(source, line, column + at - known)

    def _fail(self, message: str, at: int | None = None, help: str | None = None) -> NoReturn:
        raise InputError([Fault(self._place(self._at if at is None else at), message, help)])


def _errors(text: str, place: Place) -> tuple[Fault, ...]:
    try:
        json_text.read(text, place.source, Faults(), place.line, place.column)
    except InputError as error:
        return error.faults
    return ()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
