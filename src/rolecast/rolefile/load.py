"""Reads a role file: all of its faults at once, or its roles with the file's defaults worked in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rolecast.catalogue.library import CATALOGUE
from rolecast.reading import nodes
from rolecast.reading.faults import Faults, Place
from rolecast.reading.nodes import MappingNode, Node
from rolecast.reading.shapes import Record
from rolecast.rolefile.shape import file_shape


class RoleRequest(NamedTuple):
    """One role as the file asks for it. `settings` are the role's own keys over the file's defaults."""

    key: str
    key_place: Place
    settings: Mapping[str, Any]
    node: Node
    defaults: MappingNode

    def get(self, name: str, default: Any = None) -> Any:
        return self.settings.get(name, default)

    def place(self, *path: str | int) -> Place:
        """Where the setting stands: in the role, or at the top of the file."""
        own = isinstance(self.node, MappingNode) and path and path[0] in self.node.entries
        inherited = not own and path and path[0] in self.defaults.entries
        return nodes.find(self.defaults if inherited else self.node, *path).place


class RoleFile(NamedTuple):
    """A role file without faults of its own. Whether its roles can be made is for composition to say."""

    source: str
    roles: Mapping[str, RoleRequest]


def load(path: str) -> RoleFile:
    """Reads the file at `path`, YAML or JSON; `-` is standard input.

    Raises InputError with every fault, each with its place.
    """
    return parse(*nodes.read_text(path))


def parse(text: str, source: str = "roles.yaml") -> RoleFile:
    """The role file in a text. `source` is what messages call it. Raises InputError like `load`."""
    root = nodes.parse(text, source)
    faults = Faults()
    values = _shape().read(root, faults)
    faults.raise_any()
    assert isinstance(root, MappingNode)  # or there had been a fault
    assert values is not None
    role_nodes = root.entries["roles"][1]
    assert isinstance(role_nodes, MappingNode)
    defaults = {name: value for name, value in values.items() if name not in ("$schema", "version", "roles")}
    roles = {
        key.text: RoleRequest(key.text, key.place, _inherit(defaults, values["roles"][key.text]), node, root)
        for key, node in role_nodes
    }
    return RoleFile(source, roles)


def _inherit(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    settings = {**defaults, **own}
    if "tags" in settings:
        settings["tags"] = {**defaults.get("tags", {}), **own.get("tags", {})}
    return settings


@lru_cache(maxsize=1)
def _shape() -> Record:
    return file_shape(CATALOGUE)
