"""A role file that is being edited: its roles, as far as they can be composed, and its errors at their settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity, Parameter
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.checks.check import check
from rolecast.checks.findings import Finding
from rolecast.checks.subjects import of_role
from rolecast.checks.suppressions import UNUSED
from rolecast.composition.compose import attempt
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Fault, Faults, InputError, Place
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile, read
from rolecast.rolefile.text import Path
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.checking import check_roles
from rolecast.workflows.expectations import Outcome, impossible, outcomes

InnerPath = tuple[str | int, ...]
"""The keys and list indexes from the top of the file to a setting or to a value inside it."""

_FILE_SETTINGS = ("account", "region", "edition", "name_prefix")
"""Settings that an edit writes at the top of the file unless the role has its own."""


class DraftField(NamedTuple):
    """A setting as it was typed: a text, flag, list of texts or mapping; None if it is absent.

    `path` is where an edit is written. `is_inherited` is whether the value is the file's rather than the role's.
    `faults` includes the errors inside the setting.
    """

    path: Path
    value: Any
    is_inherited: bool
    faults: tuple[Fault, ...]


class DraftRow(NamedTuple):
    """A key and its value as they were typed, in a mapping of texts.

    If `is_repeated`, an earlier row has the same key and this one is ignored.
    """

    key: str
    value: str
    is_repeated: bool
    faults: tuple[Fault, ...]


class Table(NamedTuple):
    """The rows of a mapping in the order of the text, and the errors that belong to no row."""

    rows: tuple[DraftRow, ...]
    faults: tuple[Fault, ...]


class ActivityChoice(NamedTuple):
    """An activity as one role has it. `faults` are its own, without those of its parameters."""

    activity: Activity
    path: Path
    is_selected: bool
    is_preselected: bool
    parameters: tuple[tuple[Parameter, DraftField], ...]
    unmet: tuple[tuple[str, ...], ...]
    """The unmet requirements: each lists alternative activities, and is met by any of them."""
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Draft:
    """The text of a role file, and all that is derived from it. `source` is its name in messages."""

    text: str
    source: str

    def __post_init__(self) -> None:
        """Raises InputError if the text is not valid YAML or JSON, or not a mapping."""
        if not isinstance(self._root, MappingNode):
            message, remedy = "expected a role file (a mapping)", "it begins with `version: 1`"
            raise InputError([Fault(self._root.place, message, remedy)])

    @cached_property
    def _root(self) -> Node:
        faults = Faults()
        root = texts.read(self.text, self.source, faults)
        is_empty = isinstance(root, ScalarNode) and root.is_null
        return MappingNode(self.source, 1, 1) if is_empty else root

    @cached_property
    def rolefile(self) -> RoleFile:
        return read(self.text, self.source)

    @property
    def catalogue(self) -> Catalogue:
        return self.rolefile.catalogue if self.rolefile.roles else CATALOGUE

    @property
    def roles(self) -> Mapping[str, Role]:
        """The roles by key, as far as they can be composed."""
        return self._attempt[0]

    def compose(self) -> Mapping[str, Role]:
        """The roles by key. Raises InputError if the file has errors."""
        roles, faults = self._attempt
        faults.raise_any()
        return roles

    def compose_open(self) -> Mapping[str, Role]:
        """The same with all variables left open, even those with defaults, for formats that have variables too."""
        roles, faults = self._open_attempt
        faults.raise_any()
        return roles

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """All errors of the file, by place."""
        found = (*self._attempt[1], *self._checked[1])
        return InputError(found).faults if found else ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of `check`. If the file has errors, those of the roles as far as they could be composed."""
        return self._checked[0]

    @cached_property
    def _attempt(self) -> tuple[dict[str, Role], Faults]:
        return attempt(self.rolefile)

    @cached_property
    def _open_attempt(self) -> tuple[dict[str, Role], Faults]:
        has_variables = "{{" in self.text
        return attempt(read(self.text, self.source, Assigned(leaves_open=True))) if has_variables else self._attempt

    @cached_property
    def _checked(self) -> tuple[tuple[Finding, ...], tuple[Fault, ...]]:
        faults: tuple[Fault, ...] = ()
        try:
            found = check_roles(self.rolefile, self.roles)
        except InputError as error:  # of invalid suppressions: report everything
            found, faults = [finding for role in self.roles.values() for finding in check(of_role(role))], error.faults
        return tuple(finding for finding in found if not self._is_due_to_errors(finding, faults)), faults

    def _is_due_to_errors(self, finding: Finding, faults: tuple[Fault, ...]) -> bool:
        """Whether the finding is only due to errors, which leave out values and suppressed findings."""
        if finding.rule == UNUSED:
            return bool(faults or self._attempt[1])
        return "{{" in finding.message and finding.target.role in self._faulty_roles

    @cached_property
    def _faulty_roles(self) -> frozenset[str | None]:
        """The keys of the roles with errors."""
        return frozenset(_role_of(self.path_of(fault)) for fault in self._attempt[1])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of all roles, also of those that could not be read."""
        return tuple(self._mapping("roles").entries)

    def field(self, role: str, *names: str) -> DraftField:
        """A setting of the role: its own, or the one it inherits from the file."""
        own: Path = ("roles", role, *names)
        if self._has(own) or self._has(own[:3]):  # a role's own mapping replaces the file's
            return DraftField(own, self.value(*own), False, self.faults_in(own))
        is_inherited = self._has(names)
        path = names if names[0] in _FILE_SETTINGS else own
        return DraftField(path, self.value(*names), is_inherited and path != names, self.faults_in(names))

    def value(self, *path: str) -> Any:
        """The value at this path, without inheritance; None if there is none."""
        node = self._node(path)
        return None if node is None else nodes.plain_value(node, number=str)

    def table(self, path: Path) -> Table:
        """The rows of the mapping at the path."""
        mapping = self._mapping(*path)
        written = [*((entry, False) for entry in mapping), *((entry, True) for entry in mapping.repeated)]
        written.sort(key=lambda each: each[0][0].place)
        faults = self.faults_in(path)
        rows = tuple(
            DraftRow(
                key.text,
                value.text if isinstance(value, ScalarNode) else "",
                is_repeated,
                tuple(fault for fault in faults if fault.place in (key.place, value.place)),
            )
            for (key, value), is_repeated in written
        )
        return Table(rows, tuple(fault for fault in faults if not any(fault in row.faults for row in rows)))

    def choices(self, role: str) -> tuple[ActivityChoice, ...]:
        """Every activity of the catalogue, in the console's order, as the role has it."""
        persona = self.persona(role)
        preselected = self.catalogue.persona(persona).activities if persona else ()
        given = self._mapping("roles", role, "activities")
        selected = [
            name for name in dict.fromkeys((*preselected, *given.entries)) if not self._is_deselected(given, name)
        ]
        return tuple(self._choice(role, each, selected, preselected) for each in self.catalogue.activities())

    def persona(self, role: str) -> str | None:
        """The id of the role's persona, its own or its flow's; None if there is none."""
        request = self.rolefile.roles.get(role)
        if request is None:
            return None
        flow = self.catalogue.flow(request.get("flow", "role-manager"))
        persona: str | None = request.get("persona", flow.persona) if flow.activities else None
        return persona

    def faults_of(self, role: str) -> tuple[Fault, ...]:
        """The errors of the role, and those that belong to no role."""

        return (*self._faults_by_role.get(role, ()), *self._faults_by_role.get(None, ()))

    def findings_of(self, role: str) -> tuple[Finding, ...]:
        """The findings of the role, including suppressed ones, and those that belong to no role."""
        return (*self._findings_by_role.get(role, ()), *self._findings_by_role.get(None, ()))

    @cached_property
    def _faults_by_role(self) -> Mapping[str | None, list[Fault]]:
        found: defaultdict[str | None, list[Fault]] = defaultdict(list)
        for fault in self.faults:
            found[_role_of(self.path_of(fault))].append(fault)
        return found

    @cached_property
    def _findings_by_role(self) -> Mapping[str | None, list[Finding]]:
        found: defaultdict[str | None, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            found[finding.target.role or _role_of(self.path_at(finding.place))].append(finding)
        return found

    def outcomes(self, role: str) -> tuple[Outcome, ...] | None:
        """The outcomes of the role's expectations; None if they cannot be evaluated.

        They cannot be if the role has errors, its account or region is unknown, or a request is impossible.
        """
        return self._outcomes.get(role, ())

    def impossible(self, role: str) -> tuple[Fault, ...]:
        """The errors of expectations whose request is impossible."""
        return self._impossible.get(role, ())

    @cached_property
    def _impossible(self) -> Mapping[str, tuple[Fault, ...]]:
        requests = self.rolefile.roles.items()
        return {key: tuple(impossible(request, self.roles[key].environment)) for key, request in requests}

    @cached_property
    def _outcomes(self) -> Mapping[str, tuple[Outcome, ...] | None]:
        found: dict[str, tuple[Outcome, ...] | None] = {}
        for key, request in self.rolefile.roles.items():
            role = self.roles[key]
            is_known = not role.environment.missing and not self.faults_of(key) and not self._impossible[key]
            if request.get("expect"):
                found[key] = tuple(outcomes(request, role)) if is_known else None
        return found

    def faults_in(self, path: InnerPath) -> tuple[Fault, ...]:
        """The errors at the path and inside it."""
        length = len(path)
        return tuple(
            fault for place, faults in self._faults_by_path.items() if place[:length] == path for fault in faults
        )

    def faults_at(self, path: InnerPath) -> tuple[Fault, ...]:
        """The errors at the path itself."""
        return tuple(self._faults_by_path.get(path, ()))

    def path_of(self, fault: Fault) -> InnerPath:
        """The path of the setting with the error; empty, for the whole file, if unknown."""
        return self.path_at(fault.place)

    def path_at(self, place: Place | None) -> InnerPath:
        """The path of the setting at the place; empty, for the whole file, if unknown."""
        return self._paths.get(place, ()) if place else ()

    def _choice(
        self, role: str, activity: Activity, selected: list[str], preselected: tuple[str, ...]
    ) -> ActivityChoice:
        path: Path = ("roles", role, "activities", activity.id)
        is_selected = activity.id in selected
        fields = {name: self.field(role, "activities", activity.id, name) for name in activity.parameters}
        parameters = tuple(
            (activity.parameters[name], field)
            for name, field in fields.items()
            if name != "pass_roles" or field.value  # most activities use the role's
        )
        return ActivityChoice(
            activity,
            path,
            is_selected,
            activity.id in preselected,
            parameters,
            activity.unmet(selected) if is_selected else (),
            self.faults_at(path),
        )

    def _is_deselected(self, given: MappingNode, name: str) -> bool:
        node = given.entries[name][1] if name in given.entries else None
        return isinstance(node, ScalarNode) and node.flag is False

    @cached_property
    def _faults_by_path(self) -> Mapping[InnerPath, list[Fault]]:
        found: defaultdict[InnerPath, list[Fault]] = defaultdict(list)
        for fault in self.faults:
            found[self.path_of(fault)].append(fault)
        return found

    @cached_property
    def _paths(self) -> Mapping[Place, InnerPath]:
        """The setting at each place. A mapping and its first key have the same place: the mapping wins."""
        paths: dict[Place, InnerPath] = {}
        for path, place in _places((), self._root):
            paths.setdefault(place, path)
        return paths

    def _has(self, path: Path) -> bool:
        return self._node(path) is not None

    def _node(self, path: Path) -> Node | None:
        node: Node = self._root
        for key in path:
            if not isinstance(node, MappingNode) or key not in node.entries:
                return None
            node = node.entries[key][1]
        return node

    def _mapping(self, *path: str) -> MappingNode:
        node = self._node(path)
        return node if isinstance(node, MappingNode) else MappingNode(self.source, 1, 1)


def _role_of(path: InnerPath) -> str | None:
    """The key of the role that the path is in; None for the file's own settings."""
    return str(path[1]) if path[:1] == ("roles",) and len(path) > 1 else None


def _places(path: InnerPath, node: Node) -> Iterator[tuple[InnerPath, Place]]:
    yield path, node.place
    if isinstance(node, MappingNode):
        for key, value in (*node, *node.repeated):
            yield (*path, key.text), key.place
            yield from _places((*path, key.text), value)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node):
            yield from _places((*path, index), item)
