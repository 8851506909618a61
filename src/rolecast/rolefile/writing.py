"""Writes values as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

_MOST_CHARACTERS = 100
# Texts that every YAML parser reads as text. All others are quoted.
_PLAIN = re.compile(r"[^\W\d][\w./@+=-]*(?:(?::+| )[\w./@+=*-]+)*", re.ASCII)
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


class Pairs(dict[str, Any]):
    """A mapping that is written as given, with duplicate keys. As a dict it has the first value of each."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(reversed(pairs))
        self._pairs = pairs

    def items(self) -> Any:
        return self._pairs


def inline(value: Any) -> str:
    """The value on one line, with lists as `[a, b]` and mappings as `{a: b}`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{inline(key)}: {inline(each)}' for key, each in value.items())}}}"
    return _text(value) if isinstance(value, str) else str(value)


def beside_and_under(value: Any, column: int) -> tuple[str, list[str]]:
    """The value of a key indented by `column` characters: the part on the key's line, and the lines below it."""
    pad = " " * (column + 2)
    if isinstance(value, dict) and value:
        return "", [line for key, each in value.items() for line in entry_lines(key, each, column + 2)]
    written = inline(value)
    if isinstance(value, list) and len(pad) + len(written) > _MOST_CHARACTERS:
        return "", [f"{pad}- {inline(item)}" for item in value]
    return written, []


def entry_lines(key: str, value: Any, column: int) -> list[str]:
    """The lines of a key and its value, indented by `column` characters."""
    beside, under = beside_and_under(value, column)
    return [f"{' ' * column}{inline(key)}:{' ' if beside else ''}{beside}", *under]


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in quoted)


def _escape(char: str) -> str:
    """https://yaml.org/spec/1.2.2/#57-escaped-characters"""
    number = ord(char)
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"
