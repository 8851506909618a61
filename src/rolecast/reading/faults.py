"""What is wrong with something a person gave us: what, where and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

MOST_LISTED = 500
"""Faults that are kept of one reading; of those after them only the number is."""

_MOST_COMPARED = 3_000
"""Words that a misspelt one is compared with. Of more, as in a file of many roles, none is suggested."""

Help = str | Callable[[], str | None] | None
"""What to do about a fault, or a function that finds it out: looking for the word that was meant takes time."""


class Place(NamedTuple):
    """A place in a text. `line` and `column` count from 1."""

    source: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"


class Fault(NamedTuple):
    """One thing that is wrong. `place` is None where no text is at fault, such as a missing file.

    `code` is the field's name for what is wrong, if it has one: IAM Access Analyzer's for what its grammar refuses.
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
    """The root of all errors that Rolecast raises on purpose. `faults` are what is wrong, sorted by place; never empty.
    `more` were found beyond those that are listed.

    RolecastError
    ├── InputError              a role file, a document or a value that was given is at fault
    ├── UnresolvedError         a role is asked for its final text, but its account or region is not known
    ├── AccountError            AWS cannot be reached, or does not do what it is asked
    │   ├── RefusedError        AWS has answered, with an error
    │   └── ForeignRecordError  a role's record is not as the apply has left it
    ├── RefusedPlanError        a plan must not be carried out
    └── StoppedError            an apply could not go on
    """

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(sorted(set(faults), key=_by_place))
        self.more = more
        super().__init__("\n".join([*map(str, self.faults), *([f"{more:,} more"] if more else [])]))


class InputError(RolecastError):
    """Everything wrong with what was given."""


class Faults:
    """Collects faults while reading goes on, so that a person sees all of them at once.

    Keeps the first MOST_LISTED and counts the others in `more`, so that a file of nothing but faults is told in
    seconds and in a few pages.
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
    """A help text that names the known word nearest to `word`, or None where nothing is near."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` probably stands for, or None where nothing is near."""
    import difflib  # only a mistake needs it

    by_folded = {name.lower(): name for name in known}
    if len(by_folded) > _MOST_COMPARED:
        return None
    near = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def visible(text: str) -> str:
    """The text with escapes for what would break the line or drive a terminal: messages quote what was written."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def shortened(text: str, most: int = 60) -> str:
    """The text, of a longer one the beginning, for messages that quote it."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _by_place(fault: Fault) -> tuple[str, int, int, str]:
    source, line, column = fault.place or ("", 0, 0)
    return source, line, column, fault.message
