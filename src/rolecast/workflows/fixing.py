"""Edits of a role file's text that allow a denied request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from rolecast.access import remedies
from rolecast.access.remedies import SettingEdit
from rolecast.composition.compose import attempt, compose
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Faults, InputError
from rolecast.reading.nodes import Node
from rolecast.role import Role
from rolecast.rolefile import text as editing
from rolecast.rolefile.load import read


class Written(NamedTuple):
    """The text of a role file, and the key of one of its roles."""

    text: str
    source: str
    key: str

    @property
    def node(self) -> Node:
        """The role in the file, as written."""
        # Parsed without filling in `{{names}}`.
        return nodes.find(texts.read(self.text, self.source, Faults()), "roles", self.key)


def resolve(written: Written, edit: SettingEdit) -> SettingEdit:
    """The edit with its full path in the file, and the full new value at this path."""
    root = written.node
    path, value = edit.path, edit.value
    if path[-1] == remedies.PASSED:
        path, value = _passed(written, root, edit)
    if path[0] == "extra_policies":
        path = path[0], _free(root, path)
    if edit.joins:
        present = _value(root, path)
        if path == (remedies.PASSED,) and present is None:
            present = [written.key]  # the default, which a list replaces
        value = [*present, value] if isinstance(present, list) else [value]
    return SettingEdit(("roles", written.key, *path), value)


def trusting(written: Written, name: str, principal: str, usual: Iterable[str]) -> SettingEdit:
    """The edit that adds a principal to `trust.services` or `trust.principals`. `usual` are trusted by default."""
    present = _value(written.node, ("trust", name))
    listed = present if isinstance(present, list) else [*usual]
    return SettingEdit(("roles", written.key, "trust", name), [*listed, principal])


def role_after(written: Written, edit: SettingEdit, like: Role) -> Role | None:
    """The role after the edit, in the environment of `like`; None if it has errors."""
    try:
        roles, faults = attempt(read(apply(written.text, edit), written.source))
    except InputError:
        return None
    if faults or written.key not in roles:
        return None
    return replace(roles[written.key], environment=like.environment).resolve()


def apply(text: str, edit: SettingEdit) -> str:
    """The text of the role file after the edit. Raises InputError if the edit is impossible."""
    return editing.put(text, edit.path, edit.value)


def _passed(written: Written, root: Node, edit: SettingEdit) -> tuple[tuple[str, ...], Any]:
    """The path and value for a role to pass: in the activity's own list if it has one, otherwise in the role's."""
    keys = {role.arn: key for key, role in compose(read(written.text, written.source)).items()}
    path = edit.path if _value(root, edit.path) is not None else (remedies.PASSED,)
    return path, keys.get(edit.value, edit.value)


def _free(root: Node, path: tuple[str, ...]) -> str:
    """A name that no policy of the role has."""
    name, number = path[1], 1
    while _value(root, (path[0], name)) is not None:
        number += 1
        name = f"{path[1]}-{number}"
    return name


def _value(node: Node | None, path: tuple[str, ...]) -> Any:
    """The value at the path; None if there is none."""
    for step in path:
        node = nodes.child(node, step)
    return None if node is None else nodes.plain_value(node, str)
