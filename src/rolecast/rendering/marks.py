"""Who made a file: the line at its top that says so, and how to read it again."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

UNNAMED = "a role file"
"""What a role file is called whose name is not known."""

_LINE = (
    r'(?:#!/bin/sh\n)?(?:# |// |<!-- |\{\s*"//": ")'
    r"Made by `rolecast build -f ([a-z-]+)` from (.+?)\. Change that file and build again\."
)
_JSON = r'\{\s*"format_version": "\d+",\s*(?:"format": "([a-z-]+)",\s*)?"made_from": ("(?:[^"\\]|\\.)*")'
_NOT_PLAIN = r"[^\w ./@+=,~()-]"


class Mark(NamedTuple):
    """Which format a file is in, and from which role file it was made."""

    format: str
    source: str


def line(format: str, source: str) -> str:
    """The comment at the top of a file."""
    return f"Made by `rolecast build -f {format}` from {source}. Change that file and build again."


def plain(source: str) -> str:
    """The name of a role file with nothing in it that would end a comment, in whatever language."""
    return re.sub(_NOT_PLAIN, "_", source)


def read(text: str) -> Mark | None:
    """The mark at the beginning of a file; None where something else has made it."""
    if found := re.match(_JSON, text):
        return Mark(found[1] or "json", json.loads(found[2]))
    found = re.match(_LINE, text)
    return Mark(found[1], found[2]) if found else None
