"""Reads what is valid in a role file with errors, so that composition can report its errors too."""

from __future__ import annotations

from typing import Any

from rolecast.catalogue.library import Catalogue
from rolecast.iam import names
from rolecast.reading.faults import Faults, nearest
from rolecast.reading.nodes import MappingNode, Node, ScalarNode
from rolecast.reading.shapes import Record
from rolecast.rolefile.activities import ActivitiesShape
from rolecast.rolefile.request import RoleRequest, inherit
from rolecast.rolefile.shape import file_shape, role_shape


def salvage(root: Node, catalogue: Catalogue) -> dict[str, RoleRequest]:
    """The roles by key, as far as they are valid."""
    if not isinstance(root, MappingNode) or "roles" not in root.entries:
        return {}
    role = role_shape(catalogue)
    defaults, faulty = _sound(file_shape(catalogue), root)
    role_nodes = root.entries["roles"][1]
    roles = {}
    for key, node in role_nodes if isinstance(role_nodes, MappingNode) else ():
        if names.role_name(key.text):
            continue
        own, own_faulty = _sound(role, node)
        settings = inherit({name: value for name, value in defaults.items() if name not in own_faulty}, own)
        roles[key.text] = RoleRequest(
            key.text, key.place, settings, node, root, frozenset(own_faulty | (faulty - own.keys()))
        )
    return roles


def _sound(record: Record, node: Node) -> tuple[dict[str, Any], set[str]]:
    """The valid settings, and the names of the others. A misspelled name counts as the most similar one."""
    values: dict[str, Any] = {}
    faulty: set[str] = set()
    for key, value in node if isinstance(node, MappingNode) else ():
        known = record.fields.get(key.text)
        if known is None:
            faulty.add(nearest(key.text, record.fields) or key.text)
        elif key.text == "roles":
            continue  # read one by one
        elif isinstance(known.shape, ActivitiesShape) and isinstance(value, MappingNode):
            values[key.text], faulty_activities = _selected(known.shape, value)
            faulty |= faulty_activities
        else:
            faults = Faults()
            values[key.text] = known.shape.read(value, faults)
            if faults:
                faulty.add(key.text)
    return {name: value for name, value in values.items() if name not in faulty}, faulty


def _selected(shape: ActivitiesShape, node: MappingNode) -> tuple[dict[str, Any], set[str]]:
    """The valid activities, and the ids of those with errors. A misspelled id counts as the most similar one."""
    values: dict[str, Any] = {}
    faulty: set[str] = set()
    for key, value in node:
        faults = Faults()
        read = shape.read_one(key, value, faults)
        if not faults:
            values[key.text] = read
        elif meant := nearest(key.text, shape.catalogue.activity_ids):
            values.setdefault(meant, not (isinstance(value, ScalarNode) and value.flag is False))
            faulty.add(meant)
    return values, faulty
