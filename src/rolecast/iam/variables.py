"""Policy variables: `${aws:PrincipalTag/team}`, with a default as in `${aws:userid, 'nobody'}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolecast.iam import patterns
from rolecast.iam.patterns import Token

PLACE = re.compile(r"\$\{([^}]*)\}")
"""Whatever has the form of a variable, even if it is none; the places in ARN formats of the reference have it too."""
WILD = re.compile(rf"{PLACE.pattern}|\*+")
"""What various texts can be in place of: a variable, or the place of an ARN format, or `*`."""

Context = Mapping[str, str | tuple[str, ...]]
"""The context of a request: keys in lower case, with one value or several."""


class Variable(NamedTuple):
    """`key` is as it was written; keys are compared regardless of case."""

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

    Without `wildcards`, `*` and `?` are literal. Before `start`, `${...}` is plain text. So is whatever
    looks like a variable and is none, such as `${}`.
    """
    return TextTemplate(tuple(_parts(text, wildcards, start)))


def resource_template(text: str) -> TextTemplate:
    """A Resource, in which variables are allowed in the last part of the ARN, after the fifth colon."""
    start = 0
    for _ in range(5):
        start = text.find(":", start) + 1
        if not start:
            return template(text, wildcards=True, start=len(text))
    return template(text, wildcards=True, start=start)


def fill(filled: TextTemplate, context: Context) -> tuple[Token, ...] | None:
    """The template with the values of the request, or None where a variable without default has none.

    A value is literal text, whatever characters it has. A key with several values has no value here.
    AWS does not say whether an empty value is one: here it is none, as for `Null`.
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
    """The one value of a key, or None where it is absent or has several."""
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
