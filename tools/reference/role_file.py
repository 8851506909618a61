"""The reference of the role file: its keys, from the shape by which it is read."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.reference.tables import code, codes, table

from rolecast.catalogue.library import CATALOGUE
from rolecast.reading.shapes import Choice, Field, Flag, Integer, ListOf, MapOf, OneOrMore, OrFlag, Record, Text
from rolecast.rolefile.activities import ActivitiesShape, CorrectionsShape
from rolecast.rolefile.documents import PolicyDocument, TrustStatements
from rolecast.rolefile.shape import file_shape, role_shape
from rolecast.rolefile.variables import VariableShape

_FILE: Mapping[str, Field] = file_shape(CATALOGUE).fields
_ROLE: Mapping[str, Field] = role_shape(CATALOGUE).fields


def file_keys() -> str:
    return _keys({name: field for name, field in _FILE.items() if name not in _ROLE})


def shared_keys() -> str:
    return _keys({name: field for name, field in _FILE.items() if name in _ROLE})


def role_keys() -> str:
    return _keys({name: field for name, field in _ROLE.items() if name not in _FILE})


def _keys(fields: Mapping[str, Field]) -> str:
    return table(("Key", "Value", "Meaning"), _rows(fields))


def _rows(fields: Mapping[str, Field], above: str = "") -> Iterator[tuple[str, str, str]]:
    for name, field in fields.items():
        path = f"{above}{name}"
        yield code(path), _value(field.shape), f"{field.description}{' (required)' if field.required else ''}"
        inner = field.shape.shape if isinstance(field.shape, OrFlag) else field.shape
        if isinstance(inner, Record):
            yield from _rows(inner.fields, f"{path}.")


def _value(shape: Any) -> str:
    """What may stand behind a key, in words."""
    match shape:
        case ListOf(item=item):
            return f"a list, each {_value(item)}"
        case MapOf(key=key, value=value):
            return f"a mapping from {key.noun} to {'its keys' if isinstance(value, Record) else _value(value)}"
        case OrFlag(shape=inner, flags=flags):
            return f"{_value(inner)}, or {codes((str(flag).lower() for flag in flags), ' or ')}"
        case Record():
            return "a mapping"
        case ActivitiesShape():
            return "a mapping from an activity to its parameters, or `false`"
        case CorrectionsShape():
            return "a list, each a [correction](corrections.md)"
        case _:
            return _single(shape)


def _single(shape: Any) -> str:
    match shape:
        case PolicyDocument():
            return "a policy document"
        case TrustStatements():
            return "a list of statements"
        case VariableShape():
            return "`description`, `default` and `type`, none of them required"
        case _:
            return _scalar(shape)


def _scalar(shape: Any) -> str:
    match shape:
        case Text(noun=noun):
            return noun
        case Integer(least=least, most=most):
            return code(str(least)) if least == most else f"a whole number, {least:,} to {most:,}"
        case OneOrMore(item=item):
            return f"{_scalar(item)}, or a list of them"
        case Flag():
            return "`true` or `false`"
        case Choice(words=words):
            return codes(words)
        case _:
            raise TypeError(f"no words for {shape}")
