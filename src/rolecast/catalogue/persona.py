"""Personas: sets of activities that are ticked to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """A persona as its file has it. Texts by language: `en` and `ja`."""

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    sources: tuple[str, ...]
    activities: tuple[str, ...]
