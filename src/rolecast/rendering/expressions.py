"""Values and arguments in Terraform's native syntax, in the layout of `terraform fmt`.

https://developer.hashicorp.com/terraform/language/expressions
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rolecast.rendering.blocks import (
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

_IDENTIFIER = re.compile(r"(?!(?:for|if|in|null|true|false)\b)[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONGEST_LIST = 100


def arguments(values: Mapping[str, Value], indent: str) -> str:
    """One argument per line. Values of consecutive one-line arguments are aligned."""
    pairs = [(_key(name), _value(value, indent)) for name, value in values.items()]
    lines: list[str] = []
    chain: list[tuple[str, str]] = []
    for key, value in pairs:
        if "\n" not in value:
            chain.append((key, value))
            continue
        lines += _aligned(chain, indent)
        chain = []
        lines.append(f"{indent}{key} = {value}\n")
    return "".join([*lines, *_aligned(chain, indent)])


def _aligned(pairs: Sequence[tuple[str, str]], indent: str) -> list[str]:
    width = max((len(key) for key, _ in pairs), default=0)
    return [f"{indent}{key:<{width}} = {value}\n" for key, value in pairs]


def _key(name: str) -> str:
    return name if _IDENTIFIER.fullmatch(name) else _quoted(name)


def _value(value: Value, indent: str) -> str:
    match value:
        case bool() | int():
            return str(value).lower()
        case str() | Verbatim():
            return _quoted(value if isinstance(value, str) else value.text)
        case Expression() | PlainName():
            return value.text
        case Interpolation():
            return _interpolation(value)
        case Mapping():
            return f"{{\n{arguments(value, indent + '  ')}{indent}}}" if value else "{}"
        case ForEach():
            return in_line(value)
        case Flattened():
            return f"flatten({_list(value.items, indent)})"
        case _:
            return _list(value, indent) if value else "[]"


def in_line(value: Value) -> str:
    """A text, or a list of texts that depends on variables, as an expression on one line."""
    match value:
        case ForEach():
            return f"[for {value.element} in {value.list} : {_value(value.item, '')}]"
        case Flattened():
            return f"flatten([{', '.join(map(in_line, value.items))}])"
        case _:
            return _value(value, "")


def _list(values: Sequence[Value], indent: str) -> str:
    if all(isinstance(value, PlainName) for value in values):
        line = f"[{', '.join(_value(value, indent) for value in values)}]"
        if len(line) <= _LONGEST_LIST:
            return line
    items = "".join(f"{indent}  {_value(value, indent + '  ')},\n" for value in values)
    return f"[\n{items}{indent}]"


def _interpolation(value: Interpolation) -> str:
    if len(value.parts) == 1 and isinstance(value.parts[0], Expression):
        return value.parts[0].text
    return f'"{interpolated(value, _escaped)}"'


def _quoted(text: str) -> str:
    return f'"{literal(_escaped(text))}"'


def _escaped(text: str) -> str:
    """https://developer.hashicorp.com/terraform/language/expressions/strings"""
    if text.isprintable() and "\\" not in text and '"' not in text:
        return text
    return "".join(_ESCAPES.get(character) or _numbered(character) for character in text)


def _numbered(character: str) -> str:
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
