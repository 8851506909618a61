"""The names of all actions of the service reference, from a single file, and which of them a text matches.

`services` has more details of actions. Here no service's own file is read, so that `*` is cheap.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from rolecast.iam import algebra, patterns
from rolecast.iam.data import FOLDER
from rolecast.iam.patterns import EVERYTHING, Glob, Pattern
from rolecast.iam.services import AccessLevel

_ACTIONS = FOLDER / "actions.txt"
_REST = re.compile(" .*")
_LEVELS = {level.value[0]: level for level in AccessLevel}


class KnownAction(NamedTuple):
    """An action in the service reference. `name` has the prefix.

    `level` is None if unknown. `formats` are the ARN formats of its resource types, required types first; empty if the
    action only applies to the resource `*`.
    """

    name: str
    level: AccessLevel | None
    formats: tuple[str, ...]


class Names:
    """The actions of one service, numbered in the order of their names. Sets of them are the bits of an integer."""

    def __init__(self, prefix: str, text: str) -> None:
        self.prefix = prefix
        self._text = text
        rows = _REST.sub("", text).split("\n")
        names = [row for row in rows if not row.startswith("arn:")]
        self.folded = tuple(f" {prefix}:".join(["", *names]).lower()[1:].split(" ")) if text else ()
        """The names with the prefix, in lower case."""
        self.everything = (1 << len(self.folded)) - 1

    @cached_property
    def _rows(self) -> list[str]:
        """The lines of the formats, then those of the actions."""
        return self._text.split("\n")

    def action(self, number: int) -> KnownAction:
        name, level, *formats = self._rows[number - len(self.folded)].split(" ")
        arns = tuple(self._rows[int(each)] for each in formats)
        return KnownAction(f"{self.prefix}:{name}", _LEVELS.get(level), arns)

    def name(self, number: int) -> str:
        """The name of an action, with the prefix."""
        return f"{self.prefix}:{self._rows[number - len(self.folded)].partition(' ')[0]}"

    @cached_property
    def by_level(self) -> Mapping[AccessLevel | None, int]:
        """The actions of each access level, as sets."""
        found: dict[AccessLevel | None, int] = {}
        for number, row in enumerate(self._rows[len(self._rows) - len(self.folded) :]):
            level = _LEVELS.get(row.split(" ", 2)[1])
            found[level] = found.get(level, 0) | 1 << number
        return found

    def find(self, name: str) -> KnownAction | None:
        """The action with a full name, in any case."""
        number = self.number(name)
        return None if number is None else self.action(number)

    def number(self, name: str) -> int | None:
        """The number of the action with a full name, in any case."""
        folded = name.lower()
        number = bisect_left(self.folded, folded)
        return number if self.folded[number : number + 1] == (folded,) else None

    def matching(self, pattern: Pattern) -> int:
        """The set of actions that a pattern from `algebra.action` matches."""
        if pattern == EVERYTHING:
            return self.everything
        piece = pattern.pieces[0]
        head = piece if isinstance(piece, str) else next((run for offset, run in piece.runs if offset == 0), "")
        start = bisect_left(self.folded, head)
        end = bisect_left(self.folded, head + "\uffff", start)
        if isinstance(pattern, Glob) and not pattern.between:
            if pattern.last is None:
                end = min(end, start + 1) if self.folded[start : start + 1] == (head,) else start
                return (1 << end) - (1 << start)
            if not pattern.last:
                return (1 << end) - (1 << start)
        return sum(1 << number for number in range(start, end) if patterns.matches(pattern, self.folded[number]))


def prefixes() -> tuple[str, ...]:
    """The prefixes of all services, sorted."""
    return tuple(_texts())


@cache
def names(prefix: str) -> Names | None:
    """The actions of a service; None if the service is unknown. `prefix` is in lower case."""
    text = _texts().get(prefix)
    return None if text is None else Names(prefix, text)


def find(name: str) -> KnownAction | None:
    """The known action with a full name such as `iam:PassRole`, in any case."""
    known = names(name.partition(":")[0].lower())
    return known.find(name) if known else None


def is_known(name: str) -> bool:
    """Whether there is a known action with a full name, in any case."""
    known = names(name.partition(":")[0].lower())
    return known is not None and known.number(name) is not None


@lru_cache(maxsize=8_192)
def mask(prefix: str, pattern: Pattern) -> int:
    """The set of actions of a service that a pattern from `algebra.action` matches, with the numbers of `Names`."""
    known = names(prefix)
    return known.matching(pattern) if known else 0


def numbers(actions: int) -> Iterator[int]:
    """The numbers in a set of actions, ascending."""
    while actions:
        lowest = actions & -actions
        yield lowest.bit_length() - 1
        actions ^= lowest


def meant(text: str) -> Iterator[KnownAction]:
    """The known actions that an Action of a policy matches, service by service."""
    pattern = algebra.action(text)
    prefix = text.partition(":")[0].lower()
    for each in prefixes() if pattern == EVERYTHING else (prefix,):
        known = names(each)
        if known:
            yield from map(known.action, numbers(mask(each, pattern)))


@cache
def _texts() -> Mapping[str, str]:
    """The lines of each service, by prefix."""
    texts = _ACTIONS.read_text(encoding="ascii").rstrip("\n").split("\n\n")
    return {prefix: rows for prefix, _, rows in (text.partition("\n") for text in texts)}
