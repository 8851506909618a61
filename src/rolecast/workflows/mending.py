"""Changes of a role file that would let a role do what it may not, as edits of the file's text."""

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
    """A role file by its text, and the key of one of its roles."""

    text: str
    source: str
    key: str

    @property
    def node(self) -> Node:
        """What the file has of the role itself."""
        # As it is written: with `{{names}}`, in whose places a reading puts values.
        return nodes.find(texts.read(self.text, self.source, Faults()), "roles", self.key)


def place(written: Written, edit: SettingEdit) -> SettingEdit:
    """The edit with its full path in the file, and the full value that is there afterwards."""
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
    """The edit that adds a principal to `trust.services` or `trust.principals`; `usual` are trusted by default."""
    present = _value(written.node, ("trust", name))
    listed = present if isinstance(present, list) else [*usual]
    return SettingEdit(("roles", written.key, "trust", name), [*listed, principal])


def made(written: Written, edit: SettingEdit, like: Role) -> Role | None:
    """The role of the edited file, where `like` is; None if it cannot be made."""
    try:
        roles, faults = attempt(read(apply(written.text, edit), written.source))
    except InputError:
        return None
    if faults or written.key not in roles:
        return None
    return replace(roles[written.key], environment=like.environment).resolve()


def apply(text: str, edit: SettingEdit) -> str:
    """The text of the role file after the edit. Raises InputError where it cannot be made there."""
    return editing.put(text, edit.path, edit.value)


def _passed(written: Written, root: Node, edit: SettingEdit) -> tuple[tuple[str, ...], Any]:
    """Where the role to pass goes: to the activity's own list if it has one, else to the role's."""
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
    """What the file has at the path; None where it has nothing."""
    for step in path:
        node = nodes.child(node, step)
    return None if node is None else nodes.plain_value(node, str)
