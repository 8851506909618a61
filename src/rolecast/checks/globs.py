"""Texts with wildcards held against each other: can they match the same, does one match all that the other does.

In a text `*` and `?` are wildcards, and a policy variable `${...}`, of which no value is known, is like `*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import patterns

MOST_COMPARED = 2_000
"""Entries of a list that are compared with each other: more than any policy of one's own has room for."""
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_WILD = re.compile(r"\$\{[^}]*\}|\*+")
_HEAD = re.compile(r"[^*?$]*")


@lru_cache(maxsize=16_384)
def head(text: str) -> str:
    """What stands before the first wildcard or variable."""
    found = _HEAD.match(text)
    return found[0] if found else ""


def covers(wide: str, narrow: str) -> bool:
    """Whether `wide` matches everything that `narrow` matches. True is certain; False may be too careful."""
    if "${" in wide:
        return wide == narrow
    return patterns.covers(patterns.pattern(wide), patterns.pattern(narrow))


def covered(texts: Sequence[str]) -> list[int]:
    """The numbers of the texts that another one covers; of equal ones, all but the first.

    Of more than `MOST_COMPARED` texts it says nothing.
    """
    wild: dict[str, list[str]] = {}
    for text in texts:
        if "*" in text or "?" in text:
            wild.setdefault(head(text), []).append(text)
    if (not wild and len(set(texts)) == len(texts)) or len(texts) > MOST_COMPARED:
        return []
    lengths = sorted({len(each) for each in wild})
    seen: set[str] = set()
    found = []
    for number, text in enumerate(texts):
        if text in seen or _has_cover(text, wild, lengths):
            found.append(number)
        seen.add(text)
    return found


def overlaps(pattern: str, form: str, slashless: frozenset[str] = frozenset()) -> bool:
    """Whether a text of the format `form` can match `pattern`, in which `*` and `?` are wildcards.

    A `${Name}` of `form` stands for one or more characters, without a slash where it is one of `slashless`; `*`
    for any number of them.
    """
    first, known = head(pattern), head(form)
    if pattern == f"{first}*" and known.startswith(first):
        return True
    if first.startswith(known) and form.startswith("$", len(known)):
        # What is left of the pattern is for a variable, and for what follows that.
        variable, end = _variable(form, len(known))
        left = pattern[len(known) :]
        if variable not in slashless or "/" not in left:
            if end == len(form):
                return left != ""
            if pattern == f"{first}*":
                return True
    symbols = _symbols(pattern)
    state = _after_stars(1, symbols)
    position = 0
    for found in _WILD.finditer(form):
        state = _after_text(state, form[position : found.start()], symbols)
        name = _VARIABLE.fullmatch(found[0])
        if name is None:
            state |= _after_any(state, symbols, with_slash=True)
        else:
            state = _after_any(state, symbols, with_slash=name[1] not in slashless)
        if not state:
            return False
        position = found.end()
    return bool(_after_text(state, form[position:], symbols) & symbols.end)


def _has_cover(text: str, wild: Mapping[str, list[str]], lengths: Iterable[int]) -> bool:
    """Whether another of the patterns, which are by their heads, covers `text`: only those that begin like it can."""
    for length in lengths:
        for other in wild.get(text[:length], ()):
            if other != text and covers(other, text):
                return True
    return False


def _variable(form: str, start: int) -> tuple[str, int]:
    """The name of the variable that begins at `start`, and where it ends."""
    end = form.index("}", start) + 1
    return form[start + 2 : end - 1], end


class _Symbols(NamedTuple):
    """A pattern as sets of positions, each a bit: a state is the set of those that were reached."""

    literals: dict[str, int]
    ones: int
    stars: int
    end: int


@lru_cache(maxsize=4_096)
def _symbols(pattern: str) -> _Symbols:
    literals: dict[str, int] = {}
    ones = stars = 0
    collapsed = _WILD.sub("*", pattern)
    bit = 1
    for character in collapsed:
        if character == "*":
            stars |= bit
        elif character == "?":
            ones |= bit
        else:
            literals[character] = literals.get(character, 0) | bit
        bit <<= 1
    return _Symbols(literals, ones, stars, bit)


def _after_stars(state: int, symbols: _Symbols) -> int:
    # Stars never stand side by side.
    return state | (state & symbols.stars) << 1


def _after_text(state: int, text: str, symbols: _Symbols) -> int:
    literals, ones, stars, _ = symbols
    for character in text:
        state = (state & (literals.get(character, 0) | ones)) << 1 | state & stars
        state |= (state & stars) << 1
        if not state:
            break
    return state


def _after_any(state: int, symbols: _Symbols, *, with_slash: bool) -> int:
    """The positions after one or more characters of any kind."""
    literals, _, stars, end = symbols
    steps = (end - 1) & ~stars
    if not with_slash:
        steps &= ~literals.get("/", 0)
    reached = 0
    while state:
        state = (state & steps) << 1 | state & stars
        state = (state | (state & stars) << 1) & ~reached
        reached |= state
    return reached
