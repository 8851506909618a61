"""A role as a role file requests it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rolecast.reading import nodes
from rolecast.reading.faults import Place
from rolecast.reading.nodes import MappingNode, Node


class RoleRequest(NamedTuple):
    """One role as the file requests it. `settings` are the file's defaults, overridden by the role's own."""

    key: str
    key_place: Place
    settings: Mapping[str, Any]
    node: Node
    defaults: MappingNode
    faulty: frozenset[str] = frozenset()
    """Settings with errors, which are left out, and ids of activities with errors, kept without their parameters."""

    def get(self, name: str, default: Any = None) -> Any:
        return self.settings.get(name, default)

    def place(self, *path: str | int) -> Place:
        """The place of a setting in the role or at the top of the file; the role's key if it is in neither."""
        holders = [
            node for node in (self.node, self.defaults) if isinstance(node, MappingNode) and path[0] in node.entries
        ]
        for node in holders:
            held = node.entries[str(path[0])][1]
            # Of settings that are combined, the role may have one part and the file another.
            if len(path) == 1 or not isinstance(held, MappingNode) or path[1] in held.entries:
                return nodes.find(node, *path).place
        return nodes.find(holders[0], *path).place if holders else self.key_place


def inherit(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The file's settings overridden by the role's.

    Tags and narrowings are combined, unless the role has no narrowing.
    """
    settings = {**defaults, **own}
    if "tags" in settings:
        settings["tags"] = {**defaults.get("tags", {}), **own.get("tags", {})}
    if isinstance(settings.get("narrowing"), Mapping) and isinstance(defaults.get("narrowing"), Mapping):
        settings["narrowing"] = _added_up(defaults["narrowing"], settings["narrowing"])
    return settings


def _added_up(of_file: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The narrowings of file and role. The role's replace the file's, and may be `false`; tags are combined."""
    tags = [each["tags"] for each in (of_file, own) if each.get("tags")]
    both = {**of_file, **own}
    return {**both, "tags": {**tags[0], **tags[1]}} if len(tags) > 1 else both
