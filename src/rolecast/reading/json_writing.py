"""Writes JSON in a readable layout."""

from __future__ import annotations

from typing import Any

import orjson


def indented(value: Any) -> str:
    """The value as JSON, indented by two spaces per level, with a line feed at its end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
