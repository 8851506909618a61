"""Reads a role file: all of its errors at once, or its roles with the file's defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.reading import texts
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode
from rolecast.reading.shapes import Record
from rolecast.role import OpenVariable
from rolecast.rolefile.request import RoleRequest, inherit
from rolecast.rolefile.shape import file_shape
from rolecast.rolefile.variables import NOTHING, Assigned, fill


class RoleFile(NamedTuple):
    """A role file. Composition checks whether its roles can be made."""

    source: str
    roles: Mapping[str, RoleRequest]
    faults: tuple[Fault, ...] = ()
    """Errors in the file itself. A file that `load` returns has none."""
    more_faults: int = 0
    """The number of errors beyond those."""
    variables: tuple[OpenVariable, ...] = ()
    """The variables that are open."""
    unused_variables: tuple[str, ...] = ()
    catalogue: Catalogue = CATALOGUE
    """The shipped catalogue, extended by the team's own."""


def load(path: str | os.PathLike[str], assigned: Assigned = NOTHING) -> RoleFile:
    """Reads the file at `path`, YAML or JSON; `-` is standard input. `assigned` are values of its variables.

    Raises InputError with all errors and their places.
    """
    return parse(*texts.read_text(os.fspath(path)), assigned)


def parse(text: str, source: str = "roles.yaml", assigned: Assigned = NOTHING) -> RoleFile:
    """Reads a role file from a text. `source` is its name in messages. Raises InputError like `load`."""
    rolefile = read(text, source, assigned)
    if rolefile.faults:
        raise InputError(rolefile.faults, rolefile.more_faults)
    return rolefile


def read(text: str, source: str, assigned: Assigned = NOTHING) -> RoleFile:
    """Like `parse`, but keeps the errors, so that composition can report its own together with them.

    Raises InputError if the text is not a complete document.
    """
    faults = Faults()
    return read_root(texts.read(text, source, faults), source, faults, assigned)


def read_root(root: Node, source: str, faults: Faults, assigned: Assigned = NOTHING) -> RoleFile:
    """Like `read`, for a parsed text. `faults` are the errors found so far."""
    filled = fill(root, assigned, faults)
    root = filled.root
    try:
        catalogue = _catalogue(root, source)
    except InputError as error:  # other errors would refer to another catalogue
        faults.extend(error.faults, error.more)
        return RoleFile(source, {}, tuple(faults), faults.more)
    values = _shape(catalogue).read(root, faults)
    if faults:
        from rolecast.rolefile.salvage import salvage

        # With too many errors, there is nothing worth composing.
        roles = {} if faults.more else salvage(root, catalogue)
        return RoleFile(source, roles, tuple(faults), faults.more, filled.variables(), filled.unused, catalogue)
    assert isinstance(root, MappingNode)  # otherwise there would be errors
    assert values is not None
    role_nodes = root.entries["roles"][1]
    assert isinstance(role_nodes, MappingNode)
    of_the_file = ("$schema", "version", "catalogue", "variables", "roles")
    defaults = {name: value for name, value in values.items() if name not in of_the_file}
    roles = {
        key.text: RoleRequest(key.text, key.place, inherit(defaults, values["roles"][key.text]), node, root)
        for key, node in role_nodes
    }
    return RoleFile(source, roles, variables=filled.variables(), unused_variables=filled.unused, catalogue=catalogue)


def _catalogue(root: Node, source: str) -> Catalogue:
    """The catalogue that the file names, relative to the file. Raises InputError with the catalogue's errors."""
    node = root.entries["catalogue"][1] if isinstance(root, MappingNode) and "catalogue" in root.entries else None
    if not isinstance(node, ScalarNode) or node.is_null:
        return CATALOGUE  # the shape reports any other node
    from rolecast.catalogue.verification import open_folder  # rarely needed

    folder = Path(source).parent / node.text
    if not folder.is_dir():
        raise InputError([Fault(node.place, f"there is no folder `{folder}`", "name one, relative to this file")])
    return open_folder(folder)


@lru_cache(maxsize=2)
def _shape(catalogue: Catalogue) -> Record:
    return file_shape(catalogue)
