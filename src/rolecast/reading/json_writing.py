"""Writes JSON for people and programs alike."""

from __future__ import annotations

from typing import Any

import orjson


def indented(value: Any) -> str:
    """The value as JSON with two spaces a level, and a line feed at its end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
