"""Values in policies, with notes that readers need to understand them."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from rolecast.access.names import value_name
from rolecast.access.phrases import Phrase
from rolecast.iam import scalars, variables
from rolecast.iam.operators import ValueComparison
from rolecast.iam.variables import TextTemplate, Variable

_WILD = (ValueComparison.TEXT_PATTERN, ValueComparison.ARN)
_TEXTS = (*_WILD, ValueComparison.TEXT, ValueComparison.TEXT_IGNORING_CASE)
_READERS: dict[ValueComparison, Callable[[str], object]] = {
    ValueComparison.NUMBER: scalars.number,
    ValueComparison.DATE: scalars.date,
    ValueComparison.BINARY: scalars.binary,
    ValueComparison.ADDRESS: scalars.network,
    ValueComparison.FLAG: lambda text: True if text.lower() in ("true", "false") else None,
}
_ESCAPED = re.compile(r"\$\{[*?$]\}")


class Note(Enum):
    """A note on a value without variables."""

    ESCAPED = "escaped"
    """`${*}`, `${?}` and `${$}` mean the characters themselves."""
    LITERAL = "literal"
    """`${...}` is not a variable in this document or position."""
    INVALID = "invalid"
    """It cannot be parsed for its comparison, so nothing matches it."""


class Value(NamedTuple):
    """A value as written. At most one of the other fields is set."""

    text: str
    name: Phrase | None = None
    only: Variable | None = None
    """The variable that is the whole value."""
    variables: tuple[Variable, ...] = ()
    """The variables within other text."""
    note: Note | None = None


def condition_value(text: str, comparison: ValueComparison, *, has_variables: bool) -> Value:
    """A value of a condition."""
    if comparison in _READERS:
        return Value(text, note=Note.INVALID if _READERS[comparison](text) is None else None)
    template = variables.template(text, wildcards=comparison in _WILD)
    return _value(text, template, has_variables=has_variables)


def resource_value(text: str, *, has_variables: bool) -> Value:
    """A value of a Resource or NotResource."""
    return _value(text, variables.resource_template(text), has_variables=has_variables)


def has_wildcards(text: str, *, has_variables: bool) -> bool:
    """Whether `text` has unescaped `*` or `?`."""
    plain = _ESCAPED.sub("", text) if has_variables else text
    return "*" in plain or "?" in plain


def _value(text: str, template: TextTemplate, *, has_variables: bool) -> Value:
    if "${" not in text:
        return Value(text)
    found = template.variables if has_variables else ()
    if found and (name := value_name(text)):
        return Value(text, name)
    if found and len(template.parts) == 1:
        return Value(text, only=found[0])
    if found:
        return Value(text, variables=tuple(dict.fromkeys(found)))
    is_escaped = has_variables and _ESCAPED.search(text)
    return Value(text, note=Note.ESCAPED if is_escaped else Note.LITERAL)
