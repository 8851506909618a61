"""Policy documents with placeholders: `{{name}}` inside a string.

IAM's own variables, `${name}`, are not affected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

TOKEN = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")
"""A placeholder. The group is its name."""

Fillings = Mapping[str, Sequence[str]]
"""The texts that replace each name."""


class DocumentTemplate:
    """A document that is filled in many times: only its statements with placeholders are processed."""

    __slots__ = ("_only_in", "_statements", "document", "length", "names")

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._statements = tuple((statement, frozenset(names_in(statement))) for statement in document["Statement"])
        self.names = frozenset().union(*(names for _, names in self._statements))
        self.length = len(self._statements)
        self._only_in: dict[str, frozenset[str]] = {}

    def names_only_in(self, service: str) -> frozenset[str]:
        """The names that occur only in statements about actions of this service."""
        if service not in self._only_in:
            elsewhere = (names for statement, names in self._statements if not _is_about(statement, service))
            self._only_in[service] = self.names.difference(*elsewhere)
        return self._only_in[service]

    def fill(self, values: Fillings) -> dict[str, Any]:
        """The document with its names filled in. Statements without placeholders are shared, not copied."""
        given = values.keys()
        statements = [
            fill(statement, values) if not names.isdisjoint(given) else statement
            for statement, names in self._statements
        ]
        return {**self.document, "Statement": statements}


def fill(template: Any, values: Fillings) -> Any:
    """The template with every `{{name}}` in `values` filled in; other names remain.

    A name with several texts repeats the whole string: as further items of a list, or as a list in place of a single
    string. Unchanged parts are shared, not copied: treat documents as immutable.
    """
    if isinstance(template, str):
        if "{{" not in template:
            return template
        texts = _fill_string(template, values)
        return texts[0] if len(texts) == 1 else texts
    if isinstance(template, dict):
        filled = {key: fill(value, values) for key, value in template.items()}
        for key, value in template.items():
            if filled[key] is not value:
                return filled
        return template
    if isinstance(template, list):
        return _fill_list(template, values)
    return template


def names_in(template: Any) -> set[str]:
    """The names that are not filled in."""
    if isinstance(template, str):
        return set(TOKEN.findall(template)) if "{{" in template else set()
    found: set[str] = set()
    left = [template]
    while left:
        part = left.pop()
        if isinstance(part, str):
            if "{{" in part:
                found.update(TOKEN.findall(part))
        elif isinstance(part, dict):
            left.extend(part.values())
        elif isinstance(part, list):
            left.extend(part)
    return found


def _is_about(statement: Mapping[str, Any], service: str) -> bool:
    actions = statement.get("Action", "*")
    return all(
        action.lower().startswith(f"{service}:") for action in (actions if isinstance(actions, list) else [actions])
    )


def _fill_list(template: list[Any], values: Fillings) -> list[Any]:
    filled: list[Any] = []
    changed = False
    for item in template:
        if not isinstance(item, str):
            value = fill(item, values)
            changed = changed or value is not item
            filled.append(value)
        elif "{{" in item:
            changed = True
            filled.extend(_fill_string(item, values))
        else:
            filled.append(item)
    return filled if changed else template


def _fill_string(template: str, values: Fillings) -> list[str]:
    """Every combination of the texts. Placeholders in filled-in texts are not filled in again."""
    pieces = TOKEN.split(template)
    texts = [pieces[0]]
    for name, literal in zip(pieces[1::2], pieces[2::2], strict=True):
        choices = values.get(name, (f"{{{{{name}}}}}",))
        texts = [f"{text}{choice}{literal}" for text in texts for choice in choices]
    return texts
