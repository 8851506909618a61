"""The line at the top of a generated file that names its format and role file, and how to parse it."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

UNNAMED = "a role file"
"""The name for a role file whose name is unknown."""

_LINE = (
    r'(?:#!/bin/sh\n)?(?:# |// |<!-- |\{\s*"//": ")'
    r"Made by `rolecast build -f ([a-z-]+)` from (.+?)\. Change that file and build again\."
)
_JSON = r'\{\s*"format_version": "\d+",\s*(?:"format": "([a-z-]+)",\s*)?"made_from": ("(?:[^"\\]|\\.)*")'
_NOT_PLAIN = r"[^\w ./@+=,~()-]"


class Mark(NamedTuple):
    """The format of a file, and the name of the role file that it was made from."""

    format: str
    source: str


def line(format: str, source: str) -> str:
    """The text of the comment at the top of a file."""
    return f"Made by `rolecast build -f {format}` from {source}. Change that file and build again."


def plain(source: str) -> str:
    """The name of a role file without characters that could end a comment in any language."""
    return re.sub(_NOT_PLAIN, "_", source)


def read(text: str) -> Mark | None:
    """The mark at the beginning of a file; None if Rolecast did not generate the file."""
    if found := re.match(_JSON, text):
        return Mark(found[1] or "json", json.loads(found[2]))
    found = re.match(_LINE, text)
    return Mark(found[1], found[2]) if found else None
