"""Reads JSON strictly. For text that is valid only in YAML or JavaScript, errors say what to write instead.

https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out

from rolecast.reading.faults import Faults, InputError, Place, shortened
from rolecast.reading.nodes import MAX_DEPTH, MAX_VALUES, MappingNode, Node, ScalarNode, SequenceNode, too_many

_scan = JSONDecoder().scan_once  # type: ignore[attr-defined]  # typeshed leaves it out
_SPACE = re.compile(r"[ \t\r\n]*")
_KEY = re.compile(r'[ \t\r\n]*,?[ \t\r\n]*"((?:[^"\\]|\\.)*+)"[ \t\r\n]*:[ \t\r\n]*')
_COMMA = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
_LITERAL = re.compile(r"(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])")
_WORD = re.compile(r"[\w.+$-]+")
_HALF = re.compile("[\ud800-\udfff]")
_CONSTANTS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}
_NULLS = ("None", "NULL", "Null", "nil", "undefined")


def read(text: str, source: str, faults: Faults, line: int = 1, column: int = 1) -> Node:
    """The value in a JSON text that begins at `line` and `column` of the source. Adds duplicate keys to `faults`.

    Raises InputError with all of `faults` at the first invalid character.
    """
    reader = _Reader(text, source, faults, line, column)
    try:
        return reader.document()
    except _NotJson as error:
        faults.add(reader.place(error.position), f"this is not JSON: {error.message}", error.help)
    raise InputError(faults, faults.more)


def locate(text: str, start: Place, path: tuple[str | int, ...], *, of_key: bool = False) -> Place:
    """Like `nodes.place`, for valid JSON that begins at `start`, without building a tree."""
    position = _position(text, path, of_key)
    lines = text.count("\n", 0, position)
    if not lines:
        return start._replace(column=start.column + position)
    return Place(start.source, start.line + lines, position - text.rfind("\n", 0, position))


def _position(text: str, path: tuple[str | int, ...], of_key: bool) -> int:
    position = _skip(text, 0)
    for number, step in enumerate(path):
        found = _container(text, position).find(step)
        if found is None:
            return position
        key, position = found
        if of_key and number == len(path) - 1:
            return key
    return position


class _Container:
    """A mapping or list in a text. It is scanned only as far as needed to find an entry."""

    def __init__(self, text: str, position: int) -> None:
        self._left = _entries(text, position)
        self._found: dict[str | int, tuple[int, int]] = {}

    def find(self, step: str | int) -> tuple[int, int] | None:
        """The indexes of the first entry with a key and of its value, or twice that of an item; None if missing."""
        if step not in self._found:
            for key, begin, value in self._left:
                self._found.setdefault(key, (begin, value))
                if key == step:
                    break
        return self._found.get(step)


_container = lru_cache(maxsize=512)(_Container)  # callers alternate between a few documents


def _entries(text: str, position: int) -> Iterator[tuple[str | int, int, int]]:
    if text.startswith("{", position):
        position += 1
        while key := _KEY.match(text, position):
            name = scanstring(text, key.start(1), True)[0] if "\\" in key[1] else key[1]
            yield name, key.start(1) - 1, key.end()
            position = _scan(text, key.end())[1]
    elif text.startswith("[", position):
        position, number = _skip(text, position + 1), 0
        while not text.startswith("]", position):
            yield number, position, position
            position, number = _end(_COMMA, text, _scan(text, position)[1]), number + 1


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """The end of the pattern's match at a position."""
    found = pattern.match(text, position)
    assert found is not None  # the patterns match the empty string
    return found.end()


def _skip(text: str, position: int) -> int:
    return _end(_SPACE, text, position)


class _NotJson(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, position: int, message: str, help: str | None = None) -> None:
        self.position = position
        self.message = message
        self.help = help


class _Reader:
    def __init__(self, text: str, source: str, faults: Faults, line: int, column: int) -> None:
        self._text = text
        self._source = source
        self._faults = faults
        self._first = line, column
        # Values are read in the order of the text, so each line is counted once.
        self._line = line
        self._line_start = 1 - column
        self._line_end = self._end_of_line(0)
        self._left = MAX_VALUES

    def document(self) -> Node:
        start = self._skip(0)
        if start == len(self._text):
            raise _NotJson(start, "there is nothing in it")
        node, end = self._value(start, 0)
        end = self._skip(end)
        if end < len(self._text):
            raise _NotJson(end, f"{self._seen(end)} after the end of the value", "keep one value in a file")
        return node

    def place(self, position: int) -> Place:
        """The place of any position, in any order."""
        line, column = self._first
        before = self._text[:position]
        if "\n" not in before:
            return Place(self._source, line, column + position)
        return Place(self._source, line + before.count("\n"), position - before.rfind("\n"))

    def _value(self, start: int, depth: int) -> tuple[Node, int]:
        text = self._text
        character = text[start : start + 1]
        self._left -= 1
        if self._left < 0:
            raise too_many(self.place(start))
        if character == '"':
            return self._string(start)
        if character in ("{", "["):
            if depth == MAX_DEPTH:
                self._faults.add(self.place(start), f"this is nested more than {MAX_DEPTH} levels deep")
                raise InputError(self._faults, self._faults.more)
            return self._mapping(start, depth) if character == "{" else self._sequence(start, depth)
        literal = _LITERAL.match(text, start)
        if literal is None:
            raise self._no_value(start)
        return ScalarNode(*self._here(start), literal[0], plain=True), literal.end()

    def _mapping(self, start: int, depth: int) -> tuple[Node, int]:
        text = self._text
        node = MappingNode(*self._here(start))
        position = self._skip(start + 1)
        if text[position : position + 1] == "}":
            return node, position + 1
        while True:
            if text[position : position + 1] != '"':
                raise self._no_key(position, start)
            key, position = self._string(position)
            position = self._skip(position)
            if text[position : position + 1] != ":":
                problem = f"{self._seen(position)} where `:` belongs, after the key `{_short(key.text)}`"
                raise _NotJson(position, problem)
            value, position = self._value(self._skip(position + 1), depth + 1)
            node.add(key, value, self._faults)
            node.size += 1 + value.size
            position = self._skip(position)
            character = text[position : position + 1]
            if character == "}":
                return node, position + 1
            if character != ",":
                raise self._no_comma(position, "}", start)
            position = self._next(position, "}")

    def _sequence(self, start: int, depth: int) -> tuple[Node, int]:
        text = self._text
        node = SequenceNode(*self._here(start))
        position = self._skip(start + 1)
        if text[position : position + 1] == "]":
            return node, position + 1
        while True:
            item, position = self._value(position, depth + 1)
            node.items.append(item)
            node.size += item.size
            position = self._skip(position)
            character = text[position : position + 1]
            if character == "]":
                return node, position + 1
            if character != ",":
                raise self._no_comma(position, "]", start)
            position = self._next(position, "]")

    def _next(self, comma: int, closing: str) -> int:
        """The position after a comma and white space."""
        position = self._skip(comma + 1)
        if self._text[position : position + 1] == closing:
            raise _NotJson(comma, f"a comma before `{closing}`", "remove the comma")
        return position

    def _string(self, start: int) -> tuple[ScalarNode, int]:
        here = self._here(start)
        try:
            value, end = scanstring(self._text, start + 1, True)
        except JSONDecodeError as error:
            raise self._no_string(start, error) from None
        if not value.isprintable() and (half := _HALF.search(value)):
            raise _NotJson(
                start, f"half of a surrogate pair, U+{ord(half[0]):04X}, in this string", "write both halves"
            )
        return ScalarNode(*here, value, plain=False), end

    def _no_string(self, start: int, error: JSONDecodeError) -> _NotJson:
        if error.msg.startswith("Unterminated"):
            return _NotJson(start, "this string is not closed", 'end it with `"`')
        if error.msg.startswith("Invalid control"):
            name = {"\n": "a line break", "\t": "a tab"}.get(self._text[error.pos], "a control character")
            remedy = "write it as `\\n` or `\\t`" if name != "a control character" else "write it as `\\uXXXX`"
            return _NotJson(error.pos, f"{name} inside a string", remedy)
        position = error.pos if self._text[error.pos] == "\\" else error.pos - 1
        escape = self._text[position : position + 2]
        return _NotJson(position, f"`{escape}` is not an escape sequence", "write a backslash as `\\\\`")

    def _no_value(self, position: int) -> _NotJson:
        if position == len(self._text):
            return _NotJson(position, "it ends where a value belongs", "the text is cut off")
        character = self._text[position]
        word = _WORD.match(self._text, position)
        if word and (meant := _CONSTANTS.get(word[0])):
            return _NotJson(position, f"`{word[0]}` is not a value", f"write `{meant}`")
        if word and word[0] in _NULLS:
            return _NotJson(position, f"`{word[0]}` is not a value", "write `null`")
        if word and re.match(r"[+.-]?[0-9]", word[0]):
            return _NotJson(position, f"`{_short(word[0])}` is not a number", "write it as a string, in double quotes")
        if word:
            return _NotJson(position, f"`{_short(word[0])}` has no quotes", f'write `"{_short(word[0])}"`')
        return self._no_text(position) or _NotJson(
            position, f"{self._seen(position)} where a value belongs", "remove the comma" if character == "," else None
        )

    def _no_key(self, position: int, start: int) -> _NotJson:
        if position == len(self._text):
            return self._no_end(start, "}")
        word = _WORD.match(self._text, position)
        if word:
            return _NotJson(position, f"the key `{_short(word[0])}` has no quotes", f'write `"{_short(word[0])}"`')
        return self._no_text(position) or _NotJson(
            position,
            f"{self._seen(position)} where a key belongs",
            "remove the comma" if self._text[position] == "," else None,
        )

    def _no_text(self, position: int) -> _NotJson | None:
        character = self._text[position : position + 1]
        if character in ("'", "`", "“", "”"):
            return _NotJson(position, f"`{character}` does not begin a string", 'write strings in double quotes: `"`')
        if self._text.startswith(("//", "/*", "#"), position):
            return _NotJson(position, "JSON has no comments", "remove it")
        return None

    def _no_comma(self, position: int, closing: str, start: int) -> _NotJson:
        if position == len(self._text):
            return self._no_end(start, closing)
        return self._no_text(position) or _NotJson(position, f"{self._seen(position)} where `,` or `{closing}` belongs")

    def _no_end(self, start: int, closing: str) -> _NotJson:
        opening = self._text[start]
        return _NotJson(
            len(self._text),
            f"it ends before the `{opening}` of line {self.place(start).line} is closed",
            f"the text is cut off, or a `{closing}` is missing",
        )

    def _seen(self, position: int) -> str:
        if position == len(self._text):
            return "the end of the text"
        word = _WORD.match(self._text, position)
        return f"`{_short(word[0] if word else self._text[position])}`"

    def _skip(self, position: int) -> int:
        return _skip(self._text, position)

    def _here(self, position: int) -> tuple[str, int, int]:
        while position > self._line_end:
            self._line += 1
            self._line_start = self._line_end + 1
            self._line_end = self._end_of_line(self._line_start)
        return self._source, self._line, position - self._line_start + 1

    def _end_of_line(self, start: int) -> int:
        end = self._text.find("\n", start)
        return len(self._text) if end < 0 else end


def _short(text: str) -> str:
    return shortened(text, most=40)
