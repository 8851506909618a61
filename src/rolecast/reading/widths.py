"""The width of texts on a terminal: wide characters, such as Japanese ones, take two columns."""

from __future__ import annotations

from unicodedata import east_asian_width


def columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def padded(text: str, width: int) -> str:
    """The text padded with spaces to the width."""
    return text + " " * (width - columns(text))


def cut(text: str, width: int) -> str:
    """The text, shortened to the width with an ellipsis if it is longer."""
    if columns(text) <= width:
        return text
    left = width - 1
    for number, char in enumerate(text):
        left -= _columns_of(char)
        if left < 0:
            return f"{text[:number]}…"
    return text


def _columns_of(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1
