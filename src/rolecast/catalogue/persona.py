"""Personas: sets of activities that are ticked to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Persona(NamedTuple):
    """A persona as its file has it. Texts by language: `en` and `ja`."""

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    sources: tuple[str, ...]
    activities: tuple[str, ...]
