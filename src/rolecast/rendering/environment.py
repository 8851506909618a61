"""What the formats share about where roles live: the places in their texts, and the account they belong in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role

_PLACE = re.compile(r"\{\{(account|region|partition|dns_suffix)\}\}")


class CommonHome(NamedTuple):
    """The one account and region that some roles belong in, as far as known."""

    account: str | None
    region: str | None


def home(roles: Iterable[Role], noun: str) -> CommonHome:
    """Where the roles belong. `noun` is what would hold them.

    Raises InputError where they belong in several accounts or regions.
    """
    roles = list(roles)
    return CommonHome(account_of(roles, noun), _only((role.environment.region for role in roles), "regions", noun))


def account_of(roles: Iterable[Role], noun: str) -> str | None:
    """The account that the roles belong in. Raises like `home`."""
    return _only((role.environment.account for role in roles), "accounts", noun)


def pieces(text: str) -> list[str]:
    """The text in turns: literal text, the name of a place such as `account`, literal text, and so on."""
    return _PLACE.split(text)


def rewrite(value: Any, text: Callable[[str], Any], key: Callable[[str], str] = str) -> Any:
    """A copy of a JSON value with `text` applied to its strings, and `key` to the keys of its mappings."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [rewrite(item, text, key) for item in value]
    if isinstance(value, dict):
        return {key(name): rewrite(item, text, key) for name, item in value.items()}
    return value


def _only(values: Iterable[str | None], nouns: str, noun: str) -> str | None:
    known = sorted({value for value in values if value})
    if len(known) > 1:
        message = f"roles of {len(known)} {nouns} cannot be in one {noun}: {', '.join(known)}"
        raise InputError([Fault(None, message, "build each of them apart, by `--role KEY`")])
    return known[0] if known else None
