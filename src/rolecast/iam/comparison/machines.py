"""Automata that read languages character by character. States are sets of pattern positions, as bits."""

from __future__ import annotations

from functools import lru_cache

from rolecast.iam.algebra import ANY, ONE
from rolecast.iam.comparison.languages import PART, PART_ONE, SEGMENT, SEGMENT_ONE, TextSet

_WILD = (ANY, ONE, PART, PART_ONE)
_UNUSUAL_CASES = {"k": "\u212a", "\xe5": "\u212b", "\xdf": "\u1e9e"}
"""The kelvin and angstrom signs and the capital sharp s, which policies cannot contain and requests can."""


class Machine:
    """The positions in the symbols of a language. A state is the set of positions reached."""

    def __init__(self, symbols: str, *, is_folded: bool) -> None:
        self._literals: dict[str, int] = {}
        self._ones = self._part_ones = self._segment_ones = 0
        self._stars = self._part_stars = self._segment_stars = 0
        bit = 1
        for before, symbol in zip("\0" + symbols, symbols, strict=False):
            if symbol == ANY == before:
                continue  # there are no consecutive stars
            if symbol == ANY:
                self._stars |= bit
            elif symbol == PART:
                self._part_stars |= bit
            elif symbol == ONE:
                self._ones |= bit
            elif symbol == PART_ONE:
                self._part_ones |= bit
            elif symbol == SEGMENT:
                self._segment_stars |= bit
            elif symbol == SEGMENT_ONE:
                self._segment_ones |= bit
            else:
                for case in _cases(symbol) if is_folded else (symbol,):
                    self._literals[case] = self._literals.get(case, 0) | bit
            bit <<= 1
        self._end = bit
        self._all_stars = self._stars | self._part_stars | self._segment_stars
        self.start = self._settled(1)
        self.has_parts = bool(self._part_stars | self._part_ones)
        """Whether colons are special to it."""

    def after(self, state: int, character: str) -> int:
        steps, stay = self._literals.get(character, 0) | self._ones, self._stars
        if character != ":":
            steps |= self._part_ones
            stay |= self._part_stars
        if character != "/":
            steps |= self._segment_ones
            stay |= self._segment_stars
        return self._settled((state & steps) << 1 | state & stay)

    def is_accepted(self, state: int) -> bool:
        return bool(state & self._end)

    def accepts_all(self, state: int) -> bool:
        """Whether any continuation is accepted."""
        return bool(state & self._stars & (self._end >> 1))

    def expected(self, state: int) -> list[str]:
        """The characters, except those for wildcards, that advance from a state."""
        return [character for character, bits in self._literals.items() if bits & state]

    def _settled(self, state: int) -> int:
        state |= (state & self._all_stars) << 1
        reached = state & self._stars
        # Continuations of earlier positions can also follow the last star.
        return state & -(1 << (reached.bit_length() - 1)) if reached else state


@lru_cache(maxsize=4_096)
def machine(language: TextSet) -> Machine:
    return Machine(language.symbols, is_folded=language.is_folded)


def _cases(character: str) -> tuple[str, ...]:
    """The letters whose lower case is this one."""
    upper = character.upper()
    usual = (character, upper) if upper != character and upper.lower() == character else (character,)
    return (*usual, *_UNUSUAL_CASES.get(character, ()))
