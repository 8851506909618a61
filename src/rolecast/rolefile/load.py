"""Reads a role file: all of its faults at once, or its roles with the file's defaults worked in."""

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
    """A role file. Whether its roles can be made is for composition to say."""

    source: str
    roles: Mapping[str, RoleRequest]
    faults: tuple[Fault, ...] = ()
    """What is wrong with the file itself; a file that `load` returns has none."""
    more_faults: int = 0
    """How many faults it has beyond those."""
    variables: tuple[OpenVariable, ...] = ()
    """Those that are open in it."""
    unused_variables: tuple[str, ...] = ()
    catalogue: Catalogue = CATALOGUE
    """What the roles are made of: what is shipped, and under that the team's own."""


def load(path: str | os.PathLike[str], assigned: Assigned = NOTHING) -> RoleFile:
    """Reads the file at `path`, YAML or JSON; `-` is standard input. `assigned` are values of its variables.

    Raises InputError with every fault, each with its place.
    """
    return parse(*texts.read_text(os.fspath(path)), assigned)


def parse(text: str, source: str = "roles.yaml", assigned: Assigned = NOTHING) -> RoleFile:
    """The role file in a text. `source` is what messages call it. Raises InputError like `load`."""
    rolefile = read(text, source, assigned)
    if rolefile.faults:
        raise InputError(rolefile.faults, rolefile.more_faults)
    return rolefile


def read(text: str, source: str, assigned: Assigned = NOTHING) -> RoleFile:
    """Like `parse`, but keeps the faults, so that composing can report them together with those that it finds.

    Raises InputError if the text is not a complete document.
    """
    faults = Faults()
    return read_root(texts.read(text, source, faults), source, faults, assigned)


def read_root(root: Node, source: str, faults: Faults, assigned: Assigned = NOTHING) -> RoleFile:
    """Like `read`, of the tree of a text; `faults` are those that were found in it before."""
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

        # Of a file that is nothing but faults there is nothing to compose.
        roles = {} if faults.more else salvage(root, catalogue)
        return RoleFile(source, roles, tuple(faults), faults.more, filled.variables(), filled.unused, catalogue)
    assert isinstance(root, MappingNode)  # or there had been a fault
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
    """The catalogue that the file names, its folder looked for beside the file. Raises InputError with its faults."""
    node = root.entries["catalogue"][1] if isinstance(root, MappingNode) and "catalogue" in root.entries else None
    if not isinstance(node, ScalarNode) or node.is_null:
        return CATALOGUE  # the shape tells what is wrong with another node
    from rolecast.catalogue.verification import open_folder  # most files have no catalogue of their own

    folder = Path(source).parent / node.text
    if not folder.is_dir():
        raise InputError([Fault(node.place, f"there is no folder `{folder}`", "name one, relative to this file")])
    return open_folder(folder)


@lru_cache(maxsize=2)
def _shape(catalogue: Catalogue) -> Record:
    return file_shape(catalogue)
