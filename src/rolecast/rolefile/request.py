"""A role as a role file asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rolecast.reading import nodes
from rolecast.reading.faults import Place
from rolecast.reading.nodes import MappingNode, Node


class RoleRequest(NamedTuple):
    """One role as the file asks for it. `settings` are the role's own keys over the file's defaults."""

    key: str
    key_place: Place
    settings: Mapping[str, Any]
    node: Node
    defaults: MappingNode
    faulty: frozenset[str] = frozenset()
    """What has faults: settings, which are left out, and ids of activities, which are ticked without parameters."""

    def get(self, name: str, default: Any = None) -> Any:
        return self.settings.get(name, default)

    def place(self, *path: str | int) -> Place:
        """Where the setting stands: in the role, or at the top of the file; at the role's key where it does not."""
        for node in (self.node, self.defaults):
            if isinstance(node, MappingNode) and path[0] in node.entries:
                return nodes.find(node, *path).place
        return self.key_place


def inherit(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A role's settings: its own over the file's, tags merged."""
    settings = {**defaults, **own}
    if "tags" in settings:
        settings["tags"] = {**defaults.get("tags", {}), **own.get("tags", {})}
    return settings
