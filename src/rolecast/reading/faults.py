"""Errors in what users give: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

MOST_LISTED = 500
"""The number of errors that are kept per input; others are only counted."""

_MOST_COMPARED = 3_000
"""The number of words that a misspelled word is compared with. With more, nothing is suggested."""

Help = str | Callable[[], str | None] | None
"""What to do about an error, or a function that returns it, because finding a similar word takes time."""


class Place(NamedTuple):
    """A place in a text. `line` and `column` count from 1."""

    source: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"


class Fault(NamedTuple):
    """An error with its place and remedy. `place` is None if the error is not in a text, such as a missing file.

    `code` is the code of IAM Access Analyzer for the same error in a policy's grammar, if it has one.
    """

    place: Place | None
    message: str
    help: str | None = None
    code: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        remedy = f"\n  help: {visible(self.help)}" if self.help else ""
        return f"{visible(where + self.message)}{remedy}"


class RolecastError(Exception):
    """The base class of Rolecast's errors. `faults` lists what is wrong, sorted by place, and is never empty; `more` is
    the number of errors beyond those listed.

    RolecastError
    ├── InputError              a role file, a policy document or another input is invalid or cannot be read
    ├── UnresolvedError         a role's account, region or variables are needed and not known
    ├── AccountError            AWS cannot be reached, or refuses a call
    │   ├── RefusedError        AWS answered with an error
    │   └── ForeignRecordError  another apply has changed the record that this one wrote to a role
    ├── RefusedPlanError        a plan cannot be applied
    └── StoppedError            an apply had to stop
    """

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(sorted(set(faults), key=_by_place))
        self.more = more
        super().__init__("\n".join([*map(str, self.faults), *([f"{more:,} more"] if more else [])]))


class InputError(RolecastError):
    """An input is invalid or cannot be read; `faults` lists all errors in it."""


class Faults:
    """Collects errors during reading, so that all of them are reported at once.

    Keeps the first MOST_LISTED and counts the others in `more`, so that a file full of errors is reported in seconds
    and in a few pages.
    """

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self.more = 0

    def add(self, place: Place | None, message: str, help: Help = None, code: str | None = None) -> None:
        if len(self._found) == MOST_LISTED:
            self.more += 1
        else:
            self._found.append(Fault(place, message, help() if callable(help) else help, code))

    def extend(self, faults: Iterable[Fault], more: int = 0) -> None:
        for fault in faults:
            self.add(*fault)
        self.more += more

    def raise_any(self) -> None:
        """Raises InputError if anything was found."""
        if self._found:
            raise InputError(self._found, self.more)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._found)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help line with the known word most similar to `word`, or None if none is similar."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most similar to `word`, or None if none is similar."""
    import difflib  # needed only for errors

    by_folded = {name.lower(): name for name in known}
    if len(by_folded) > _MOST_COMPARED:
        return None
    near = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def visible(text: str) -> str:
    """The text with line breaks and control characters escaped, for messages that quote what users wrote."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def shortened(text: str, most: int = 60) -> str:
    """The text, cut to `most` characters, for messages that quote it."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _by_place(fault: Fault) -> tuple[str, int, int, str]:
    source, line, column = fault.place or ("", 0, 0)
    return source, line, column, fault.message
