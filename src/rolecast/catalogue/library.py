"""Finds activities, personas and flows by id. Each file is read on first use."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rolecast.catalogue.activity import Activity, ActivitySource
from rolecast.catalogue.files import open_activity, policy_name_of, read_activity, read_flow, read_persona
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.persona import Persona
from rolecast.reading.shipped import folder

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class Catalogue:
    """The data files in a folder, which replace those of `base` with the same id.

    Look-ups raise KeyError if there is no such id, and InputError if its file is invalid.
    """

    def __init__(self, folder: Traversable, base: Catalogue | None = None) -> None:
        self.folder = folder
        self.base = base
        self._own: dict[str, tuple[str, ...]] = {}
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

    @cached_property
    def policies(self) -> dict[str, str]:
        """The ids of the activities by the names of their policies, found without reading the whole of the files."""
        named = ((policy_name_of(self.file("activities", each)), each) for each in self.activity_ids)
        return {name: each for name, each in named if name}

    def activity(self, id: str) -> Activity:
        if id not in self._activities:
            if self.base is None:
                self._activities[id] = open_activity(self.file("activities", id))
            elif id in self.own_ids("activities"):
                self._activities[id] = read_activity(self.file("activities", id), ActivitySource.OWN)
            else:
                self._activities[id] = self.base.activity(id)
        return self._activities[id]

    def persona(self, id: str) -> Persona:
        if id not in self._personas:
            is_own = self.base is not None and id in self.own_ids("personas")
            self._personas[id] = read_persona(
                self.file("personas", id), ActivitySource.OWN if is_own else ActivitySource.CONSOLE
            )
        return self._personas[id]

    def flow(self, id: str) -> Flow:
        if id not in self._flows:
            self._flows[id] = read_flow(self.file("flows", id))
        return self._flows[id]

    def activities(self) -> list[Activity]:
        """All activities in the console's order."""
        return sorted(map(self.activity, self.activity_ids), key=lambda activity: activity.number)

    def personas(self) -> list[Persona]:
        return sorted(map(self.persona, self.persona_ids), key=lambda persona: persona.number)

    def flows(self) -> list[Flow]:
        return sorted(map(self.flow, self.flow_ids), key=lambda flow: flow.number)

    def own_ids(self, kind: str) -> tuple[str, ...]:
        """The ids of the files in this folder, without `base`. `kind` is `activities`, `personas` or `flows`."""
        if kind not in self._own:
            listed = self.folder / kind
            names = [file.name for file in listed.iterdir()] if listed.is_dir() else []
            self._own[kind] = tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))
        return self._own[kind]

    def own_files(self) -> list[Path]:
        """The files of a team's own catalogue; none for the shipped one."""
        kinds = ("activities", "personas", "flows") if self.base else ()
        return [Path(str(self.file(kind, name))) for kind in kinds for name in self.own_ids(kind)]

    def overrides(self, kind: str, id: str) -> bool:
        """Whether a file in this folder replaces one of `base`."""
        return self.base is not None and id in self.own_ids(kind) and id in self.base._ids(kind)

    def file(self, kind: str, id: str) -> Traversable:
        """The file of an id. Raises KeyError if there is none."""
        if id in self.own_ids(kind):
            return self.folder / kind / f"{id}.yaml"
        if self.base is None:
            raise KeyError(id)
        return self.base.file(kind, id)

    def _ids(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted({*self.own_ids(kind), *(self.base._ids(kind) if self.base else ())}))


CATALOGUE = Catalogue(folder("rolecast.catalogue", __file__))
"""The shipped catalogue."""
