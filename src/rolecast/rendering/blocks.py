"""Terraform configuration as blocks and values, whatever syntax it is written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Union

_SEQUENCE = re.compile(r"([$%]+)\{")


class Expression(NamedTuple):
    """An expression, as Terraform's native syntax has it."""

    text: str


class Interpolation(NamedTuple):
    """A text with expressions in it. Neighbours of the same kind do not occur."""

    parts: tuple[str | Expression, ...]


class PlainName(NamedTuple):
    """What names something of the configuration, such as an address or a type, where no expression may be."""

    text: str


class Verbatim(NamedTuple):
    """A text in a place where Terraform reads no templates, such as a variable's description."""

    text: str


class ForEach(NamedTuple):
    """A list with `item` for each of a list; in it `element` is that one."""

    element: str
    list: str
    item: Expression | Interpolation


class Flattened(NamedTuple):
    """A list whose items are those of the lists in it, and the others."""

    items: Sequence[Value]


Value = Union[
    str,
    int,
    bool,
    Expression,
    Interpolation,
    PlainName,
    Verbatim,
    ForEach,
    Flattened,
    "Sequence[Value]",
    "Mapping[str, Value]",
]
"""A plain text is a text, whatever it looks like; keys of mappings are such texts."""


class Block(NamedTuple):
    """A block: its arguments in groups that are set apart, then the blocks inside it."""

    type: str
    labels: tuple[str, ...]
    arguments: tuple[Mapping[str, Value], ...] = ()
    blocks: tuple[Block, ...] = ()


def literal(text: str) -> str:
    """A text as a template has it: `${` and `%{` begin something there; doubled, they are text."""
    return text if "{" not in text else _SEQUENCE.sub(lambda match: _escaped(match[1]) + "{", text)


def interpolated(value: Interpolation, escape: Callable[[str], str] = str) -> str:
    """The value as it is written between quotes. `escape` is what the quotes ask of a text."""
    texts = []
    for index, part in enumerate(value.parts):
        if isinstance(part, Expression):
            texts.append(f"${{{part.text}}}")
            continue
        text = literal(escape(part))
        # Before an expression a `$` at the end would be read together with the expression's own.
        bare = text if index == len(value.parts) - 1 else text.rstrip("$%")
        texts.append(bare + _quoted(text[len(bare) :]))
    return "".join(texts)


def _escaped(signs: str) -> str:
    return signs * 2 if len(signs) == 1 else _quoted(signs)


def _quoted(signs: str) -> str:
    # A run of signs before a brace is read in pairs; quoted one by one, it is read as it is meant.
    return "".join(f'${{"{sign}"}}' for sign in signs)
