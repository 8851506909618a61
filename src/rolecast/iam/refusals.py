"""Collects the errors in a policy's grammar, each with its IAM Access Analyzer code and position."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from rolecast.iam import templates
from rolecast.iam.statements import PolicyType, Texts
from rolecast.reading import nodes
from rolecast.reading.faults import Faults, Help, did_you_mean, shortened
from rolecast.reading.nodes import Node

Path = tuple[str | int, ...]
"""The path to an element in a document."""

NAMES = {
    PolicyType.IDENTITY: "an identity policy",
    PolicyType.BOUNDARY: "a permissions boundary",
    PolicyType.SESSION: "a session policy",
    PolicyType.SCP: "a service control policy",
    PolicyType.RCP: "a resource control policy",
    PolicyType.RESOURCE: "a resource policy",
    PolicyType.TRUST: "a trust policy",
}
PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
_FOREIGN_CHARACTER = re.compile(r"[^\t\n\r -ÿ]")


class Refusals:
    """Collects the errors of the document `source`, with positions if it was read from the text `root`.

    Texts with one of the `{{names}}` in `open` can have any value.
    """

    def __init__(self, root: Node | None, policy_type: PolicyType, source: str, open: frozenset[str]) -> None:
        self.faults = Faults()
        self.type = policy_type
        self._open = open
        self._root = root
        self._source = source

    def is_open(self, text: str) -> bool:
        return bool(self._open) and not self._open.isdisjoint(templates.names_in(text))

    def text(self, value: Mapping[str, Any], name: str, where: Path) -> str | None:
        given = value.get(name)
        if name not in value or type(given) is str:
            if given is not None:
                self.check_characters(given, (*where, name))
            return given
        self.add("DATA_TYPE_MISMATCH", (*where, name), f"`{name}` must be a string, not {kind_of(given)}")
        return None

    def check_characters(self, text: str, where: Path, *, of_key: bool = False) -> None:
        found = _FOREIGN_CHARACTER.search(text)
        if found:
            message = f"the character U+{ord(found[0]):04X} is not allowed in a policy"
            self.add(None, where, message, "IAM accepts U+0020 to U+00FF, tabs and line ends", of_key=of_key)

    def check_elements(self, value: Mapping[str, Any], where: Path, what: str, known: Texts) -> None:
        code = "INVALID_PRINCIPAL_KEY" if known is PRINCIPAL_TYPES else "INVALID_POLICY_ELEMENT"
        for name in map(str, value):
            if name not in known:
                message, remedy = f"`{shortened(name)}` is not {what}", partial(did_you_mean, name, known)
                self.add(code, (*where, name), message, remedy, of_key=True)

    def refuse(self, code: str, where: Path, remedy: str) -> None:
        """Reports an element that this type of policy cannot have."""
        self.add(code, where, f"`{where[-1]}` is not allowed in {NAMES[self.type]}", remedy, of_key=True)

    def add(self, code: str | None, where: Path, message: str, help: Help = None, *, of_key: bool = False) -> None:
        """Reports an error. `code` is its name in IAM Access Analyzer."""
        if self._root is not None:
            self.faults.add(nodes.place(self._root, where, of_key=of_key), message, help, code)
        else:
            self.faults.add(None, f"{self._source}{_path_text(where)}: {message}", help, code)


def kind_of(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return "a string" if type(value) is str else "a number"


def quoted(value: object) -> str:
    return f"`{shortened(value)}`" if type(value) is str else kind_of(value)


def _path_text(where: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{shortened(str(step))}" for step in where)
