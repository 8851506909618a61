"""Terraform configuration as blocks and values, independent of the syntax."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Union

_SEQUENCE = re.compile(r"([$%]+)\{")


class Expression(NamedTuple):
    """An expression in Terraform's native syntax."""

    text: str


class Interpolation(NamedTuple):
    """A text that contains expressions. Two adjacent parts are never of the same type."""

    parts: tuple[str | Expression, ...]


class PlainName(NamedTuple):
    """A name in the configuration, such as an address or type, where Terraform allows no expression."""

    text: str


class Verbatim(NamedTuple):
    """A text where Terraform evaluates no template, such as a variable's description."""

    text: str


class ForEach(NamedTuple):
    """A list with one `item` for each value of `list`; the item refers to the value as `element`."""

    element: str
    list: str
    item: Expression | Interpolation


class Flattened(NamedTuple):
    """A list in which items that are lists are replaced by their items."""

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
"""A `str` is literal text, whatever it looks like; so are the keys of mappings."""


class Block(NamedTuple):
    """A block: its arguments in groups, separated by empty lines, then its nested blocks."""

    type: str
    labels: tuple[str, ...]
    arguments: tuple[Mapping[str, Value], ...] = ()
    blocks: tuple[Block, ...] = ()


def literal(text: str) -> str:
    """The text as a template writes it, with `${` and `%{` escaped."""
    return text if "{" not in text else _SEQUENCE.sub(lambda match: _escaped(match[1]) + "{", text)


def interpolated(value: Interpolation, escape: Callable[[str], str] = str) -> str:
    """The value as written between quotes. `escape` escapes a text for the quotes."""
    texts = []
    for index, part in enumerate(value.parts):
        if isinstance(part, Expression):
            texts.append(f"${{{part.text}}}")
            continue
        text = literal(escape(part))
        # A `$` right before an expression would be read as part of its `${`.
        bare = text if index == len(value.parts) - 1 else text.rstrip("$%")
        texts.append(bare + _quoted(text[len(bare) :]))
    return "".join(texts)


def _escaped(signs: str) -> str:
    return signs * 2 if len(signs) == 1 else _quoted(signs)


def _quoted(signs: str) -> str:
    # Terraform reads several signs before a brace in pairs. Quoting each one keeps them all.
    return "".join(f'${{"{sign}"}}' for sign in signs)
