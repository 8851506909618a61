"""What the formats share: the account and region of roles, and the places and variables in their texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from rolecast.reading.faults import Fault, InputError
from rolecast.role import LONGEST_ENVIRONMENT, OpenVariable, Role


class CommonEnvironment(NamedTuple):
    """The account and region that roles have in common; None if unknown."""

    account: str | None
    region: str | None


def common_environment(roles: Iterable[Role], noun: str) -> CommonEnvironment:
    """The roles' account and region. `noun` names the output in messages.

    Raises InputError if the roles belong in several accounts or regions.
    """
    roles = list(roles)
    return CommonEnvironment(
        account_of(roles, noun), _only((role.environment.region for role in roles), "regions", noun)
    )


def account_of(roles: Iterable[Role], noun: str) -> str | None:
    """The roles' account; None if unknown. Raises like `common_environment`."""
    return _only((role.environment.account for role in roles), "accounts", noun)


@dataclass(frozen=True)
class Blanks:
    """The `{{names}}` to fill in in the texts of roles: the places that all roles have, and variables."""

    variables: Mapping[str, OpenVariable]

    @classmethod
    def of(cls, roles: Iterable[Role]) -> Blanks:
        return cls({each.name: each for role in roles for each in role.variables})

    def pieces(self, text: str) -> list[str]:
        """The text as alternating parts: literal text, the name of a place or variable, literal text, and so on."""
        return self._pattern.split(text) if "{{" in text else [text]

    def list_in(self, pieces: list[str]) -> str | None:
        """The first variable among the pieces that is a list, if any."""
        if not self.variables:
            return None
        names = (name for name in pieces[1::2] if name in self.variables)
        return next((name for name in names if self.variables[name].is_list), None)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join([*LONGEST_ENVIRONMENT, *self.variables])
        return re.compile(rf"\{{\{{({names})\}}\}}")


class Several(NamedTuple):
    """An item of a list that expands to one item for each value of a variable. `item` contains the variable."""

    variable: str
    item: Any


def rewrite(
    value: Any,
    text: Callable[[str], Any],
    key: Callable[[str], str] = str,
    gather: Callable[[list[Any]], Any] = list,
) -> Any:
    """A copy of a JSON value with `text` applied to its strings and `key` to the keys of its mappings.

    `text` may return Several. `gather` then converts the list that contains it; a string outside a list becomes a list.
    """
    if isinstance(value, str):
        made = text(value)
        return gather([made]) if isinstance(made, Several) else made
    if isinstance(value, list):
        items = [text(item) if isinstance(item, str) else rewrite(item, text, key, gather) for item in value]
        return gather(items) if any(isinstance(item, Several) for item in items) else items
    if isinstance(value, dict):
        return {key(name): rewrite(item, text, key, gather) for name, item in value.items()}
    return value


def _only(values: Iterable[str | None], nouns: str, noun: str) -> str | None:
    known = sorted({value for value in values if value})
    if len(known) > 1:
        message = f"roles of {len(known)} {nouns} cannot be in one {noun}: {', '.join(known)}"
        raise InputError([Fault(None, message, "build each of them separately, with `--role KEY`")])
    return known[0] if known else None
