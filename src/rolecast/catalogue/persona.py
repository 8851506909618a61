"""Personas: sets of preselected activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from rolecast.catalogue.activity import ActivitySource


class PersonaKind(StrEnum):
    """Who a role of the persona is for."""

    PERSON = "person"
    EXECUTION_ROLE = "execution-role"
    """Services run jobs and endpoints with it, and other roles pass it."""


KINDS: Mapping[PersonaKind, Mapping[str, str]] = {
    PersonaKind.PERSON: {"en": "People", "ja": "利用者"},
    PersonaKind.EXECUTION_ROLE: {"en": "Execution roles", "ja": "実行ロール"},
}
"""The titles of the kinds, by language."""


class Persona(NamedTuple):
    """A persona as its file describes it. Texts are by language: `en` and `ja`."""

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    source: ActivitySource
    sources: tuple[str, ...]
    kind: PersonaKind
    activities: tuple[str, ...]


def by_kind(personas: Iterable[Persona]) -> dict[PersonaKind, list[Persona]]:
    """The personas of people, then the execution roles."""
    personas = list(personas)
    return {kind: [persona for persona in personas if persona.kind is kind] for kind in PersonaKind}
