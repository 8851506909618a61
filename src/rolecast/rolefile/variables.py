"""The variables of a role file: their declarations and values, and the file with the values filled in.

Values are filled in before the file is read, so that they are checked like written ones. In settings that become part
of a document, text or tag, a variable may stay open as `{{name}}`, and the deployment provides the value. Elsewhere, as
in names and numbers, it needs a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rolecast.iam import names, templates
from rolecast.reading.faults import Faults, did_you_mean
from rolecast.reading.nodes import FilledNode, MappingNode, Node, ScalarNode, SequenceNode
from rolecast.reading.shapes import Choice, Field, MapOf, OneOrMore, OrNull, Record, Text
from rolecast.role import LONGEST_ENVIRONMENT, OpenVariable

_OPEN_SETTINGS = frozenset(
    (
        *("activities", "pass_roles", "additional_policies", "permissions_boundary", "studio_id", "trust"),
        *("extra_policies", "inline_policies", "known_policies", "network", "encryption"),
        *("description", "tags", "expect"),
    )
)
"""Settings in which a variable may stay open."""
_PLAIN_TEXTS = ("description", "tags")
"""Settings that grant nothing, where any text is allowed."""
_ONE_EACH = ("additional_policies",)
"""Lists whose length every tool must know."""
_NOT_FILLED = ("$schema", "version", "catalogue", "variables")
_RESERVED = ("source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals")
"""https://developer.hashicorp.com/terraform/language/values/variables"""
_NEAR_MISS = r"\{\{\s*([A-Za-z][A-Za-z0-9_-]*)\s*\}\}"

PART = r"[A-Za-z0-9._-]+"
"""The pattern for a value that is part of a parameter: no separator and no wildcard."""
NO_WILDCARD = r"[^*?$]+"
"""The pattern for values elsewhere in a policy: no wildcard and no IAM policy variable."""

_ENVIRONMENT_EXAMPLES = {
    "account": "123456789012",
    "region": "us-east-1",
    "partition": "aws",
    "dns_suffix": "amazonaws.com",
}
_EXAMPLES = ("a", "a1b2c3d4", "0a1b2c3d4e5f67890", "1234abcd-12ab-34cd-56ef-1234567890ab", "123456789012", "us-east-1")
"""Possible values of part of a text, to find texts that no value makes valid."""


class Assigned(NamedTuple):
    """Values that the user gives in addition to the file."""

    values: Mapping[str, list[str]] = {}
    """The values of each `--set NAME=VALUE`."""
    account: str | None = None
    region: str | None = None
    leaves_open: bool = False
    """Whether variables without a given value stay open even if they have a default, as for tools with defaults."""


NOTHING = Assigned()


def variable_name(text: str) -> str | None:
    """The rule for names of variables, which must also be valid in Terraform and the AWS CDK."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        return "is not a variable's name: use lower-case letters, digits and `_`, a letter first"
    if text in LONGEST_ENVIRONMENT:
        return "is built in: give it another name"
    return "is reserved by Terraform: give it another name" if text in _RESERVED else None


def variable_value(text: str) -> str | None:
    """The rule for values, which cannot contain variables."""
    return "contains a variable: a value must be plain text" if templates.TOKEN.search(text) else None


class VariableShape(NamedTuple):
    """The declaration of a variable. All its keys are optional."""

    record: OrNull = OrNull(
        Record(
            "a variable",
            {
                "description": Field(Text("a description"), "what the value is, for the person who sets it"),
                "default": Field(
                    OneOrMore(Text("a value", r"(?s:.+)", variable_value)), "the value that is used if none is given"
                ),
                "type": Field(
                    Choice("a type", ("string", "list")),
                    "`string` (default), or `list` for several values; follows from `default` if that is given",
                ),
            },
        )
    )

    def read(self, node: Node, faults: Faults) -> Any:
        values: dict[str, Any] = self.record.read(node, faults) or {}
        default = node.entries["default"][1] if isinstance(node, MappingNode) and "default" in node.entries else None
        fitting = "list" if isinstance(default, SequenceNode) else "string"
        asked = values.get("type") or fitting
        if default is not None and asked != fitting:
            is_list = fitting == "list"
            given, remedy = ("a list", "`type: list`") if is_list else ("a single string", "a list, as in `[a, b]`")
            faults.add(default.place, f"the default is {given}, and the type is {asked}", f"write {remedy}")
        return {**values, "type": asked}

    def schema(self) -> dict[str, Any]:
        return self.record.schema()


VARIABLES = MapOf(Text("a variable's name", r"[a-z][a-z0-9_]*", variable_name), VariableShape())


class FilledFile(NamedTuple):
    """A role file with the values filled in."""

    root: Node
    declared: Mapping[str, OpenVariable]
    open: frozenset[str]
    unused: tuple[str, ...]
    nodes: tuple[tuple[FilledNode, str], ...]
    """The texts with open variables, each with its setting."""

    def variables(self) -> tuple[OpenVariable, ...]:
        """The open variables. Complete only after the file has been read, which finds the patterns for their values."""
        return tuple(
            each._replace(patterns=tuple(self._patterns(each)))
            for name, each in self.declared.items()
            if name in self.open
        )

    def _patterns(self, variable: OpenVariable) -> Iterator[str]:
        asked: dict[str, None] = {}
        for node, setting in self.nodes:
            if setting in _PLAIN_TEXTS or variable.name not in templates.names_in(node.text):
                continue
            if node.text == variable.token and node.patterns:
                asked |= dict.fromkeys(node.patterns)
            else:
                asked[PART if node.patterns else NO_WILDCARD] = None
        for pattern in asked:
            # A pattern that the author's own default does not match is not required.
            if all(re.fullmatch(pattern, text) for text in variable.default or ()):
                yield pattern


def fill(root: Node, assigned: Assigned, faults: Faults) -> FilledFile:
    """The file with known values filled in. Adds an error for each that cannot be."""
    if not isinstance(root, MappingNode):
        return FilledFile(root, {}, frozenset(), (), ())
    return _Filling(root, assigned, faults).filled()


class _Use(NamedTuple):
    """A text that contains variables, and its setting."""

    node: ScalarNode
    setting: str
    is_open: bool
    """Whether variables in it may stay open."""


class _Filling:
    def __init__(self, root: MappingNode, assigned: Assigned, faults: Faults) -> None:
        self._root = root
        self._assigned = assigned
        self._faults = faults
        self._declared = _declared(root)
        self._values: dict[str, list[str]] = {}
        self._nodes: list[tuple[FilledNode, str]] = []

    def filled(self) -> FilledFile:
        self._assign()
        self._add_environment()
        known = len(self._faults)
        uses = [*_uses(self._root, self._faults)]
        has_faults = len(self._faults) > known
        if not uses and not self._declared and not has_faults:
            return FilledFile(self._root, {}, frozenset(), (), ())
        used: set[str] = set()
        for use in uses:
            used |= self._judge(use)
        fixed = {name for use in uses if not use.is_open for name in templates.names_in(use.node.text)}
        fixed |= {name for use in uses if use.setting in _ONE_EACH for name in self._lists_in(use.node)}
        for name, variable in self._declared.items():
            if name not in self._values and variable.default and (name in fixed or not self._assigned.leaves_open):
                self._values[name] = [*variable.default]
        self._refuse_open(uses)
        root = self._mapping(self._root, None) if uses or has_faults else self._root
        still_open = frozenset(used & self._declared.keys() - self._values.keys())
        unused = tuple(name for name in self._declared if name not in used)
        return FilledFile(root, self._declared, still_open, unused, tuple(self._nodes))

    def _assign(self) -> None:
        """Takes the given values."""
        for name, texts in self._assigned.values.items():
            variable = self._declared.get(name)
            if variable is None:
                near = did_you_mean(name, self._declared)
                names_listed = f"the variables are {', '.join(self._declared)}" if self._declared else None
                remedy = near or names_listed or "declare it under `variables:`"
                self._faults.add(None, f"`--set {name}`: {self._root.source} has no variable `{name}`", remedy)
            elif variable.is_list:
                self._values[name] = list(dict.fromkeys(part.strip() for text in texts for part in text.split(",")))
            elif len(texts) > 1:
                message = f"`--set {name}`: {len(texts)} values, and the variable is not a list"
                self._faults.add(None, message, "give one, or declare it with `type: list`")
            else:
                self._values[name] = texts
            for text in self._values.get(name, ()):
                if not text:
                    self._faults.add(None, f"`--set {name}` has an empty value", f"write `--set {name}=VALUE`")
                elif problem := variable_value(text):
                    self._faults.add(None, f"`--set {name}`: `{text}` {problem}", "write the value out")

    def _add_environment(self) -> None:
        """Adds the given account and region to the file."""
        for name, given in (("account", self._assigned.account), ("region", self._assigned.region)):
            if given is None:
                continue
            own = self._root.entries.get(name)
            if name == "account" and (problem := names.account(given)):
                self._faults.add(None, f"`--account`: `{given}` {problem}")
            elif own is not None and isinstance(own[1], ScalarNode) and own[1].text != given:
                message = f"the file is for the {name} {own[1].text}, and `--{name}` gives {given}"
                self._faults.add(own[1].place, message, f"remove `{name}:` from the file to choose it with `--{name}`")
            elif own is None:
                root = self._root
                self._root = MappingNode(root.source, root.line, root.column)
                self._root.entries = dict(root.entries)
                self._root.repeated = root.repeated
                key = ScalarNode(root.source, root.line, root.column, name, plain=True)
                self._root.entries[name] = key, ScalarNode(root.source, root.line, root.column, given, plain=False)

    def _judge(self, use: _Use) -> set[str]:
        """The names in a text. Adds an error for each that is unknown."""
        node = use.node
        found = templates.names_in(node.text)
        for name in sorted(found - self._declared.keys() - LONGEST_ENVIRONMENT.keys()):
            known = (*self._declared, *LONGEST_ENVIRONMENT)
            remedy = (
                did_you_mean(name, known) or f"declare it under `variables:`, or use {', '.join(LONGEST_ENVIRONMENT)}"
            )
            self._faults.add(node.place, f"there is no variable `{{{{{name}}}}}`", remedy)
        for written in re.findall(_NEAR_MISS, templates.TOKEN.sub("", node.text)):
            folded = written.lower().replace("-", "_")
            if folded in self._declared or folded in LONGEST_ENVIRONMENT:
                remedy = f"write it as `{{{{{folded}}}}}`"
                self._faults.add(node.place, f"invalid reference to the variable `{folded}`", remedy)
        for name in sorted(found & LONGEST_ENVIRONMENT.keys()) if not use.is_open else ():
            remedy = "write it out, or declare a variable of your own"
            self._faults.add(node.place, f"`{{{{{name}}}}}` cannot be used in `{use.setting}`", remedy)
        return found

    def _refuse_open(self, uses: list[_Use]) -> None:
        for use in uses:
            missing = templates.names_in(use.node.text) & self._declared.keys() - self._values.keys()
            if use.is_open and use.setting in _ONE_EACH:
                missing &= self._lists_in(use.node)
            elif use.is_open:
                lists = sorted(missing & self._lists_in(use.node))
                if len(lists) > 1:
                    listed = " and ".join(f"`{name}`" for name in lists)
                    remedy = f"give one of them with `--set {lists[0]}=VALUE,VALUE`"
                    self._faults.add(use.node.place, f"two lists without values in one string: {listed}", remedy)
                continue
            for name in sorted(missing):
                message = f"`{use.setting}` has to be known, and the variable `{name}` has no value"
                self._faults.add(use.node.place, message, f"give it with `--set {name}=VALUE`, or write a `default:`")

    def _lists_in(self, node: ScalarNode) -> set[str]:
        named = templates.names_in(node.text) & self._declared.keys()
        return {name for name in named if self._declared[name].is_list}

    def _mapping(self, node: MappingNode, setting: str | None) -> MappingNode:
        """A copy with the setting's texts filled in. Omits keys that contain variables, which are errors."""
        copy = MappingNode(node.source, node.line, node.column)
        copy.repeated = node.repeated
        for key, value in node:
            if setting is None and key.text in _NOT_FILLED:
                copy.entries[key.text] = key, value
            elif setting is None and key.text == "roles" and isinstance(value, MappingNode):
                copy.entries[key.text] = key, self._roles(value)
            elif not templates.TOKEN.search(key.text):
                copy.entries[key.text] = key, self._value(value, setting or key.text)
        return copy

    def _roles(self, node: MappingNode) -> MappingNode:
        copy = MappingNode(node.source, node.line, node.column)
        copy.repeated = node.repeated
        for key, value in node:
            if not templates.TOKEN.search(key.text):
                made = self._mapping(value, None) if isinstance(value, MappingNode) else value
                copy.entries[key.text] = key, made
        return copy

    def _value(self, node: Node, setting: str) -> Node:
        if isinstance(node, MappingNode):
            return self._mapping(node, setting)
        if isinstance(node, SequenceNode):
            copy = SequenceNode(node.source, node.line, node.column)
            for item in node:
                copy.items += self._texts(item, setting) if _is_to_fill(item) else [self._value(item, setting)]
            return copy
        if not _is_to_fill(node):
            return node
        assert isinstance(node, ScalarNode)
        filled = self._texts(node, setting)
        if not self._lists_in(node):
            return filled[0]
        whole = SequenceNode(node.source, node.line, node.column)
        whole.items += filled
        return whole

    def _texts(self, node: Node, setting: str) -> list[Node]:
        """The text with values filled in; several texts if it contains a list."""
        assert isinstance(node, ScalarNode)
        values = {name: texts for name, texts in self._values.items() if name in self._declared}
        made: list[Node] = []
        for text in _combined(node.text, values):
            is_plain = setting not in _OPEN_SETTINGS and bool(templates.TOKEN.fullmatch(node.text))
            examples, is_guess = self._examples(text)
            filled = FilledNode(node, text, examples, is_guess=is_guess, plain=is_plain)
            if "{{" in text:
                self._nodes.append((filled, setting))
            made.append(filled)
        return made

    def _examples(self, text: str) -> tuple[tuple[str, ...], bool]:
        """The text with its defaults filled in or, if one has none, possible results; and whether these are guesses."""
        named = templates.names_in(text)
        known: dict[str, tuple[str, ...]] = {name: (example,) for name, example in _ENVIRONMENT_EXAMPLES.items()}
        known |= {name: each.default for name, each in self._declared.items() if each.default}
        missing = named & self._declared.keys() - known.keys()
        if not named <= known.keys() | missing:
            return (), True  # unknown names are already reported
        if not missing:
            return tuple(_combined(text, known)), False
        if templates.TOKEN.fullmatch(text):
            return (), True
        guesses = [
            guess for example in _EXAMPLES for guess in _combined(text, {**known, **dict.fromkeys(missing, (example,))})
        ]
        return tuple(guesses), True


def _combined(text: str, values: Mapping[str, Any]) -> list[str]:
    filled = templates.fill(text, values)
    return [filled] if isinstance(filled, str) else filled


def _is_to_fill(node: Node) -> bool:
    return isinstance(node, ScalarNode) and "{{" in node.text and bool(templates.TOKEN.search(node.text))


def _declared(root: MappingNode) -> dict[str, OpenVariable]:
    """The valid declarations. Errors in the others are reported when the file is read."""
    node = root.entries["variables"][1] if "variables" in root.entries else None
    found = {}
    for key, value in node if isinstance(node, MappingNode) else ():
        unread = Faults()
        said = VARIABLES.value.read(value, unread)
        if VARIABLES.key.read(key, unread) is None:
            continue
        default = None if unread else said.get("default")
        is_list = not unread and said["type"] == "list"
        found[key.text] = OpenVariable(
            key.text, "" if unread else said.get("description", ""), is_list, tuple(default) if default else None
        )
    return found


def _uses(root: MappingNode, faults: Faults) -> Iterator[_Use]:
    for key, value in root:
        if key.text == "roles" and isinstance(value, MappingNode):
            for role_key, role in value:
                _refuse_key(role_key, faults)
                for setting, held in role if isinstance(role, MappingNode) else ():
                    _refuse_key(setting, faults)
                    yield from _uses_in(held, setting.text, faults)
        elif key.text not in _NOT_FILLED:
            _refuse_key(key, faults)
            yield from _uses_in(value, key.text, faults)


def _uses_in(node: Node, setting: str, faults: Faults) -> Iterator[_Use]:
    if isinstance(node, ScalarNode):
        if "{{" in node.text:
            yield _Use(node, setting, setting in _OPEN_SETTINGS)
    elif isinstance(node, SequenceNode):
        for item in node:
            yield from _uses_in(item, setting, faults)
    elif isinstance(node, MappingNode):
        for key, value in node:
            _refuse_key(key, faults)
            yield from _uses_in(value, setting, faults)


def _refuse_key(key: ScalarNode, faults: Faults) -> None:
    if "{{" in key.text and templates.TOKEN.search(key.text):
        faults.add(
            key.place, f"a key cannot contain a variable: `{key.text}`", "write the key out; values may have variables"
        )
