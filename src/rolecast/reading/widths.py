"""Columns that texts take on a terminal: two for each wide character, as those of Japanese are."""

from __future__ import annotations

from unicodedata import east_asian_width


def columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def padded(text: str, width: int) -> str:
    """The text with spaces up to the width."""
    return text + " " * (width - columns(text))


def cut(text: str, width: int) -> str:
    """The text, of a longer one the beginning and an ellipsis, in no more than the width."""
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
