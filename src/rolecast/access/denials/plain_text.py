"""Pasted text as one line of plain text, without colors, markup, escapes and the frames that terminals draw."""

from __future__ import annotations

import html
import re
from itertools import groupby

_COLOURS = re.compile(
    r"(?:\x1b|\\u001b|\\x1b|\\033|#033)\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", re.IGNORECASE
)
_TAGS = re.compile(
    r"</?(?:a|b|br|code|div|em|i|kbd|li|mark|p|pre|samp|small|span|strong|td|th|tr|tt|u|ul)(?:\s[^<>]*)?/?>"
)
_FRAME = re.compile(r"[ \t]*(?:[>|│┃║╷╵╎┆][ \t]*)+")
"""The beginning of a line in mails, tables and Terraform's errors."""
_ESCAPED = re.compile(r"\\{1,9}(?:u00|x)(2[0-9a-f]|3[a-f])|\\{1,9}([\"'/])|\\{1,9}([nrt])(?![a-z]{3}\\)", re.IGNORECASE)
_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»＂「」『』", '"')
    | dict.fromkeys("‘’‚‛＇", "'")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
_LEAST_WIDTH = 40
"""Number of characters in a line of the narrowest terminal to expect."""


def plain(text: str) -> str:
    """The text on one line, without formatting."""
    text = _TAGS.sub(" ", html.unescape(_COLOURS.sub("", text)))
    text = _ESCAPED.sub(_unescaped, text.translate(_QUOTES))
    lines = [_FRAME.sub("", line, count=1) for line in text.splitlines()]
    return " ".join(_unwrapped(lines).split())


def _unescaped(found: re.Match[str]) -> str:
    """The character of a JSON escape, which may itself be escaped several times."""
    code, character, _ = found.groups()
    return chr(int(code, 16)) if code else character or " "


def _unwrapped(lines: list[str]) -> str:
    """The lines as one; without spaces between them if a terminal wrapped the text at its width."""
    parts: list[str] = []
    for is_empty, group in groupby(lines, key=lambda line: not line.strip()):
        if is_empty:
            continue
        paragraph = [*group]
        width = max(map(len, paragraph))
        # A space at which it wrapped may be lost.
        is_cut = len(paragraph) > 2 and width >= _LEAST_WIDTH and all(len(line) >= width - 1 for line in paragraph[:-1])
        parts += (line if is_cut and len(line) == width else f"{line} " for line in paragraph[:-1])
        parts.append(f"{paragraph[-1]} ")
    return "".join(parts)
