"""The catalogue: finds activities, personas and flows by id, each read from its file when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.files import read_activity, read_flow, read_persona
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.persona import Persona


class Catalogue:
    """The data files of one folder. Look-ups raise KeyError for an id that has no file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._activities: dict[str, Activity] = {}
        self._personas: dict[str, Persona] = {}
        self._flows: dict[str, Flow] = {}

    @cached_property
    def activity_ids(self) -> tuple[str, ...]:
        return self._ids("activities")

    @cached_property
    def persona_ids(self) -> tuple[str, ...]:
        return self._ids("personas")

    @cached_property
    def flow_ids(self) -> tuple[str, ...]:
        return self._ids("flows")

    def activity(self, id: str) -> Activity:
        if id not in self._activities:
            self._activities[id] = read_activity(self._file("activities", id, self.activity_ids))
        return self._activities[id]

    def persona(self, id: str) -> Persona:
        if id not in self._personas:
            self._personas[id] = read_persona(self._file("personas", id, self.persona_ids))
        return self._personas[id]

    def flow(self, id: str) -> Flow:
        if id not in self._flows:
            self._flows[id] = read_flow(self._file("flows", id, self.flow_ids))
        return self._flows[id]

    def activities(self) -> list[Activity]:
        """All of them, in the console's order."""
        return sorted(map(self.activity, self.activity_ids), key=lambda activity: activity.number)

    def personas(self) -> list[Persona]:
        return sorted(map(self.persona, self.persona_ids), key=lambda persona: persona.number)

    def flows(self) -> list[Flow]:
        return sorted(map(self.flow, self.flow_ids), key=lambda flow: flow.number)

    def _ids(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in (self._folder / kind).glob("*.yaml")))

    def _file(self, kind: str, id: str, known: tuple[str, ...]) -> Path:
        if id not in known:
            raise KeyError(id)
        return self._folder / kind / f"{id}.yaml"


CATALOGUE = Catalogue(Path(__file__).parent)
"""What Rolecast ships."""
