"""What a comparison calls its sides."""

from __future__ import annotations

from typing import NamedTuple


class Titles(NamedTuple):
    """The names of the two sides; with `asked`, the permission that the one source should not grant."""

    old: str
    new: str
    asked: str | None = None
