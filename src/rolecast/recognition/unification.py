"""Which values, filled into a template, make a document: the opposite of filling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.reading.shapes import Rule

Values = dict[str, list[str]]

_PLACE = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")


def unify(template: Mapping[str, Any], document: Document, rules: Mapping[str, Rule]) -> Values | None:
    """The values for the template's places that make it mean what the document does, or None where none do.

    `rules` say what a value may be. Values stand in the order in which the document has them.
    """
    names = templates.names_in(template)
    if not names <= rules.keys():
        return None
    found: Values = {name: [] for name in rules if name in names}  # in the order that people know
    for pattern, text in _candidates(template, document.json):
        for name, value in _match(pattern, text):
            if value not in found[name] and rules[name](value) is None:
                found[name].append(value)
    if not all(found.values()) or not _makes(template, found, document):
        return None
    return _without_surplus(template, found, document)


def _candidates(template: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Texts with places, each with the texts that stand where it does in a statement of the same shape."""
    known: dict[str, list[Mapping[str, Any]]] = {}
    for statement in _statements(document):
        known.setdefault(_shape(statement), []).append(statement)
    for statement in _statements(template):
        for other in known.get(_shape(statement), ()):
            yield from _pairs(statement, other)


def _pairs(pattern: Any, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(pattern, Mapping) and isinstance(value, Mapping):
        for key, inner in pattern.items():
            yield from _pairs(inner, value.get(key, ()))
    elif isinstance(pattern, list):
        for item in pattern:
            yield from _pairs(item, value)
    elif isinstance(pattern, str) and _PLACE.search(pattern):
        texts = [value] if isinstance(value, str) else value
        yield from ((pattern, text) for text in texts if isinstance(text, str))


def _shape(statement: Mapping[str, Any]) -> str:
    """What two statements that differ in their values alone have in common."""
    actions = statement.get("Action", statement.get("NotAction", ()))
    listed = [actions] if isinstance(actions, str) else actions
    conditions = {operator: sorted(map(str.lower, keys)) for operator, keys in statement.get("Condition", {}).items()}
    return repr(
        (statement.get("Sid"), statement.get("Effect"), sorted(map(str.lower, listed)), sorted(conditions.items()))
    )


def _statements(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    written = document.get("Statement", [])
    return [written] if isinstance(written, Mapping) else list(written)


def _match(pattern: str, text: str) -> list[tuple[str, str]]:
    """What each place of the pattern stands for in the text; nothing where the text does not fit."""
    parts = _PLACE.split(pattern)
    literals, names = parts[::2], parts[1::2]
    expression = "(.+?)".join(map(re.escape, literals))
    found = re.fullmatch(expression, text)
    return list(zip(names, found.groups(), strict=True)) if found else []


def _makes(template: Mapping[str, Any], values: Values, document: Document) -> bool:
    return Document(templates.fill(template, values)).means_same(document)


def _without_surplus(template: Mapping[str, Any], values: Values, document: Document) -> Values:
    """The values without those that change nothing: a text of the template itself may look like one."""
    for name in values:
        for value in list(values[name]):
            fewer = {**values, name: [other for other in values[name] if other != value]}
            if fewer[name] and _makes(template, fewer, document):
                values = fewer
    return values
