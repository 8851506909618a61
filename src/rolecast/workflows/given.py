"""Distinguishes inputs as paths, texts and JSON values."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import read_text

Text = str | os.PathLike[str] | Mapping[str, Any]
"""A path, or `-` for standard input; a text, which has several lines or begins with a brace or bracket; a JSON value.

A JSON value counts as the text that `json.dumps` writes with an indent of 2.
"""


def path_of(given: object) -> str | None:
    """The path; None for any other input."""
    if isinstance(given, os.PathLike):
        return str(os.fspath(given))
    if not isinstance(given, str) or "\n" in given or given.lstrip().startswith(("{", "[")):
        return None
    return given


def text_of(given: Text) -> tuple[str, str]:
    """The text, and its name in messages. Raises InputError if it cannot be read."""
    if isinstance(given, Mapping):
        try:
            return json.dumps(given, indent=2), "the value"
        except (TypeError, ValueError, RecursionError) as error:
            raise InputError([Fault(None, f"this value is not JSON: {error}")]) from None
    path = path_of(given)
    return (str(given), "the text") if path is None else read_text(path)
