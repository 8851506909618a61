"""Selects one of several roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from rolecast.reading.faults import Fault, InputError, did_you_mean

_Value = TypeVar("_Value")
_MOST_LISTED = 20


def only(roles: Mapping[str, _Value], key: str | None) -> _Value:
    """The value with this key, or the only one. Raises InputError if there is none, or several without a key."""
    if not roles:
        raise InputError([Fault(None, "there is no role in it", "name a file that has one")])
    if key is None and len(roles) == 1:
        return next(iter(roles.values()))
    listed = ", ".join([*roles][:_MOST_LISTED]) + (", ..." if len(roles) > _MOST_LISTED else "")
    if key is None:
        raise InputError([Fault(None, "the file has several roles", f"choose one with `--role`: {listed}")])
    if key not in roles:
        remedy = did_you_mean(key, roles) or f"the roles are {listed}"
        raise InputError([Fault(None, f"there is no role `{key}` in the file", remedy)])
    return roles[key]
