"""The names of the sides of a comparison."""

from __future__ import annotations

from typing import NamedTuple


class Titles(NamedTuple):
    """The names of the two sides. `asked` is the permission that the source should not grant, if that was asked."""

    old: str
    new: str
    asked: str | None = None
