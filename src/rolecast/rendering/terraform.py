"""Roles as Terraform configuration in JSON.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rolecast.reading.json_writing import indented
from rolecast.rendering import configuration, marks
from rolecast.rendering.blocks import (
    Block,
    Expression,
    Flattened,
    ForEach,
    Interpolation,
    PlainName,
    Value,
    Verbatim,
    interpolated,
    literal,
)
from rolecast.rendering.expressions import in_line
from rolecast.role import Role

SUFFIX = ".tf.json"


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One file with all roles. Raises InputError if they belong in several accounts or regions."""
    return _text(configuration.whole(roles), source)


def render_folder(roles: Sequence[Role], source: str = marks.UNNAMED) -> dict[str, str]:
    """A module: one file per role, and files for shared blocks. Raises like `render`."""
    return {f"{name}{SUFFIX}": _text(blocks, source) for name, blocks in configuration.module(roles).items()}


def render_adoption(roles: Sequence[Role], source: str, stem: str | None) -> dict[str, str]:
    """The same with import blocks: one file if `stem` is given, otherwise a module.

    Raises like `configuration.whole`.
    """
    if stem is not None:
        return {f"{stem}{SUFFIX}": _text(configuration.whole(roles, adopts=True), source)}
    blocks = configuration.module(roles, adopts=True)
    return {f"{name}{SUFFIX}": _text(each, source) for name, each in blocks.items()}


def file_name(key: str) -> str:
    """The name of a role's file, such that Terraform reads it as an ordinary file."""
    return f"{configuration.file_stem(key)}{SUFFIX}"


def _text(blocks: Iterable[Block], source: str) -> str:
    content = {"//": marks.line("terraform", source), **_body(blocks)}
    return indented(content)


def _body(blocks: Iterable[Block]) -> dict[str, Any]:
    """The blocks as nested mappings, by type and labels. Blocks with equal labels form a list."""
    body: dict[str, Any] = {}
    for block in blocks:
        place = body
        *outer, last = (block.type, *block.labels)
        for name in outer:
            place = place.setdefault(name, {})
        content = {name: _value(value) for group in block.arguments for name, value in group.items()}
        content |= _body(block.blocks)
        if last not in place:
            place[last] = content
        elif last == "locals":
            place[last] |= content
        else:
            place[last] = [*(place[last] if isinstance(place[last], list) else [place[last]]), content]
    return body


def _value(value: Value) -> Any:
    match value:
        case bool() | int() | float():
            return value
        case str():
            return literal(value)
        case Verbatim() | PlainName():
            return value.text
        case Expression():
            return f"${{{value.text}}}"
        case ForEach() | Flattened():
            return f"${{{in_line(value)}}}"
        case Interpolation():
            return interpolated(value)
        case Mapping():
            return {literal(name): _value(item) for name, item in value.items()}
        case _:
            return [_value(item) for item in value]
