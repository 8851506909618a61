"""Policy variables: `${aws:PrincipalTag/team}`, or with a default `${aws:userid, 'nobody'}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolecast.iam import patterns
from rolecast.iam.patterns import Token

PLACE = re.compile(r"\$\{([^}]*)\}")
"""Any text in the form of a variable, valid or not. Placeholders in the reference's ARN formats have the same form."""
WILD = re.compile(rf"{PLACE.pattern}|\*+")
"""Parts that match various texts: a variable, a placeholder in an ARN format, or `*`."""

Context = Mapping[str, str | tuple[str, ...]]
"""The context of a request: keys in lower case, with one or several values."""


class Variable(NamedTuple):
    """A policy variable. `key` is as written; keys are compared ignoring case."""

    key: str
    default: str | None = None


class TextTemplate(NamedTuple):
    """A text or pattern with variables."""

    parts: tuple[Token | Variable, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        return tuple(part for part in self.parts if isinstance(part, Variable))


def template(text: str, *, wildcards: bool, start: int = 0) -> TextTemplate:
    """The literal texts, wildcards and variables of `text`.

    Without `wildcards`, `*` and `?` are literal. Before `start`, `${...}` is plain text. So are invalid variables such
    as `${}`.
    """
    return TextTemplate(tuple(_parts(text, wildcards, start)))


def resource_template(text: str) -> TextTemplate:
    """A Resource, in which variables are only allowed in the last part of the ARN, after the fifth colon."""
    start = 0
    for _ in range(5):
        start = text.find(":", start) + 1
        if not start:
            return template(text, wildcards=True, start=len(text))
    return template(text, wildcards=True, start=start)


def fill(filled: TextTemplate, context: Context) -> tuple[Token, ...] | None:
    """The template with the values of the request; None if a variable without a default has no value.

    A value is literal text, whatever characters it has. A key with several values has no value here. AWS does not
    document whether an empty value counts: here it does not, as for `Null`.
    """
    sequence: list[Token] = []
    for part in filled.parts:
        if not isinstance(part, Variable):
            sequence.append(part)
            continue
        value = single(context.get(part.key.lower())) or part.default
        if value is None:
            return None
        sequence.append(value)
    return tuple(sequence)


def single(value: str | tuple[str, ...] | None) -> str | None:
    """The single value of a key; None if it is absent or has several."""
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else None
    return value


_VARIABLE = re.compile(
    r"""\$\{ (?:
        (?P<literal> [*?$] )
        | \s* (?P<key> [^\s{}$',*?]+ (?:\ +[^\s{}$',*?]+)* ) \s* (?: ,\s* '(?P<default>[^']*)' \s* )?
    ) \}""",
    re.VERBOSE,
)


def _parts(text: str, wildcards: bool, start: int) -> Iterator[Token | Variable]:
    position = 0
    for found in _VARIABLE.finditer(text, start):
        yield from _plain(text[position : found.start()], wildcards)
        if found["literal"]:
            yield found["literal"]
        else:
            yield Variable(found["key"], found["default"])
        position = found.end()
    yield from _plain(text[position:], wildcards)


def _plain(text: str, wildcards: bool) -> Iterator[Token]:
    if wildcards:
        yield from patterns.tokens(text)
    elif text:
        yield text
