"""Policy documents with places to fill in: `{{name}}` inside a string.

IAM's own variables, `${name}`, are not touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_TOKEN = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")

Values = Mapping[str, Sequence[str]]
"""For each name the texts that take its place."""


def fill(template: Any, values: Values) -> Any:
    """The template with every `{{name}}` of `values` filled in; other names stay as they are.

    A name with several texts repeats the whole string: beside each other in a list, and as a list where
    the string stood alone. What does not change is not copied: documents are values, share them.
    """
    if isinstance(template, str):
        texts = _fill_string(template, values)
        return texts[0] if len(texts) == 1 else texts
    if isinstance(template, Mapping):
        filled_entries = {key: fill(value, values) for key, value in template.items()}
        changed = any(filled_entries[key] is not value for key, value in template.items())
        return filled_entries if changed else template
    if isinstance(template, list):
        return _fill_list(template, values)
    return template


def names_in(template: Any) -> set[str]:
    """The names that are still to be filled in."""
    if isinstance(template, str):
        return set(_TOKEN.findall(template))
    if isinstance(template, Mapping):
        return set().union(*map(names_in, template.values()))
    if isinstance(template, list):
        return set().union(*map(names_in, template))
    return set()


def _fill_list(template: list[Any], values: Values) -> list[Any]:
    filled: list[Any] = []
    changed = False
    for item in template:
        if isinstance(item, str):
            texts = _fill_string(item, values)
            changed = changed or len(texts) != 1 or texts[0] is not item
            filled.extend(texts)
        else:
            value = fill(item, values)
            changed = changed or value is not item
            filled.append(value)
    return filled if changed else template


def _fill_string(template: str, values: Values) -> Sequence[str]:
    if "{{" not in template:
        return (template,)
    for name in _TOKEN.findall(template):
        if name in values:
            token = "{{%s}}" % name
            return [
                text
                for value in values[name]
                for text in _fill_string(template.replace(token, value), _without(values, name))
            ]
    return (template,)


def _without(values: Values, name: str) -> Values:
    # A filled-in text is final: `{{x}}` in a user's own value is not a place to fill.
    return {other: texts for other, texts in values.items() if other != name}
