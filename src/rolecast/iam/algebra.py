"""Compares patterns: does one match everything that another matches, and is there a text that both match?

A policy variable represents an unknown text, which is the same wherever the variable occurs. Answers for patterns
without variables are exact; with variables, only one of the two answers is certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from rolecast.iam import patterns, variables
from rolecast.iam.patterns import EVERYTHING, Glob, Pattern, Wildcard
from rolecast.iam.variables import TextTemplate, Variable

Text = Pattern | TextTemplate
"""The meaning of a text in a policy: a pattern, or a pattern with variables."""

# Private characters represent wildcards and variables: the grammar rejects all of them in policies.
ANY, ONE = "\ue000", "\ue001"
"""A `*` and a `?` among the symbols of a pattern."""
_FIRST_VARIABLE, _MOST_VARIABLES = 0xF0000, 0xFFFD


def action(text: str) -> Pattern:
    """The pattern of an Action, in lower case."""
    return EVERYTHING if text == "*:*" else patterns.pattern(text.lower())


def resource(text: str, *, has_variables: bool, is_completed: bool) -> Text:
    """The pattern of a Resource. `is_completed`: AWS adds missing parts of the ARN."""
    whole = patterns.completed(text) if is_completed else text
    if not has_variables or "${" not in whole:
        return patterns.pattern(whole)
    template = variables.resource_template(whole)
    filled = None if template.variables else variables.fill(template, {})
    return template if filled is None else patterns.from_tokens(filled)


def covers(wide: Text, narrow: Text) -> bool:
    """Whether `wide` matches everything that `narrow` matches, in every request.

    Exact for patterns. With variables, sound but not complete: may return False for a covered template.
    """
    table: dict[Variable, str] = {}
    text = narrow.first if isinstance(narrow, Glob) and narrow.last is None else ANY.join(_pieces(narrow, table))
    if isinstance(wide, Glob):
        return patterns.matches(wide, text)
    pieces = _pieces(wide, table)
    return len(table) < _MOST_VARIABLES and _Narrow(text, table).is_matched(pieces)


def meets(one: Text, other: Text) -> bool:
    """Whether there is a text that both match.

    Exact for patterns. With variables, complete but not sound: may return True although no request has such a text.
    """
    table: dict[Variable, str] = {}
    first, second = _pieces(one, table), _pieces(other, table)
    if len(table) >= _MOST_VARIABLES:
        return True
    if table:
        if _is_longer(first, second, table) or _is_longer(second, first, table):
            return False
        first, second = (_loosened(pieces, table) for pieces in _without_common_ends(first, second))
    if len(first) == 1:
        return _fits(second, first[0])
    if len(second) == 1:
        return _fits(first, second[0])
    # A text that contains the parts between the `*` of both can be of any length: only the ends can conflict.
    return _agree(first[0], second[0]) and _agree(first[-1][::-1], second[-1][::-1])


def symbols(pattern: Pattern) -> str:
    """The pattern as a text, with `ANY` and `ONE` for its wildcards."""
    return ANY.join(_pieces(pattern, {}))


def covered(texts: Sequence[Text]) -> list[int]:
    """The numbers, ascending, of texts that others cover: the rest match the same. Keeps the first of equal ones."""
    order = {text: number for number, text in reversed(list(enumerate(texts)))}
    wild: dict[str, list[Text]] = {}
    for text in order:
        if not isinstance(text, Glob) or text.last is not None:
            wild.setdefault(_head(text), []).append(text)
    lengths = sorted({len(head) for head in wild})

    def is_covered(text: Text) -> bool:
        head = _head(text)
        return any(
            covers(other, text) and (order[other] < order[text] or not covers(text, other))
            for length in lengths
            if length <= len(head)
            for other in wild.get(head[:length], ())
            if other != text
        )

    kept = {number for text, number in order.items() if not is_covered(text)}
    return [number for number in range(len(texts)) if number not in kept]


def _head(text: Text) -> str:
    """The part before the first wildcard or variable. Texts that cover this one have no longer head."""
    if isinstance(text, Glob):
        return text.first
    if isinstance(text, TextTemplate):
        return text.parts[0] if text.parts and isinstance(text.parts[0], str) else ""
    return _pieces(text, {})[0].partition(ONE)[0]


def _pieces(text: Text, table: dict[Variable, str]) -> Sequence[str]:
    """The pieces between the `*`: characters, `ONE` for a `?`, and for each variable its symbol in the table."""
    if isinstance(text, Glob):
        return text.pieces
    if not isinstance(text, TextTemplate):
        return [piece if isinstance(piece, str) else _symbols(piece) for piece in text.pieces]
    symbols = []
    for part in text.parts:
        if isinstance(part, Variable):
            known = Variable(part.key.lower(), part.default)
            symbols.append(table.setdefault(known, chr(_FIRST_VARIABLE + min(len(table), _MOST_VARIABLES))))
        else:
            symbols.append(part if isinstance(part, str) else ANY if part is Wildcard.ANY else ONE)
    return "".join(symbols).split(ANY)


def _without_common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pieces of both without common characters and variables at the beginning and end."""
    first, second = list(one), list(other)
    same = _common(first[0], second[0])
    first[0], second[0] = first[0][same:], second[0][same:]
    same = _common(first[-1][::-1], second[-1][::-1])
    first[-1], second[-1] = first[-1][: len(first[-1]) - same], second[-1][: len(second[-1]) - same]
    return first, second


def _common(one: str, other: str) -> int:
    """The number of equal symbols at the beginning of two pieces, up to the first wildcard."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b or a == ONE), min(len(one), len(other)))


def _is_longer(long: Sequence[str], short: Sequence[str], table: dict[Variable, str]) -> bool:
    """Whether every text of `long` is longer than all texts of `short`, for all values of the variables."""
    if len(short) > 1:
        return False
    names = {symbol: variable for variable, symbol in table.items()}
    beyond = Counter("".join(long))
    beyond.subtract(short[0])
    if any(count < 0 for symbol, count in beyond.items() if symbol in names):
        return False
    # A variable that may be empty does not add to the length for certain.
    return sum(count for symbol, count in beyond.items() if symbol not in names or names[symbol].default != "") > 0


def _loosened(pieces: Sequence[str], table: dict[Variable, str]) -> list[str]:
    """The pieces with an arbitrary non-empty text for each variable; it may be empty if the variable's default is."""
    whole = ANY.join(pieces)
    for variable, symbol in table.items():
        whole = whole.replace(symbol, ANY if variable.default == "" else ONE + ANY)
    return whole.split(ANY)


def _symbols(piece: patterns.Gapped) -> str:
    symbols = [ONE] * piece.length
    for offset, run in piece.runs:
        symbols[offset : offset + len(run)] = run
    return "".join(symbols)


class _Narrow:
    """A pattern as the symbols that another pattern must match for all of their values."""

    def __init__(self, text: str, table: dict[Variable, str]) -> None:
        maybe_empty = {ANY, *(symbol for variable, symbol in table.items() if variable.default == "")}
        self.text = text
        self._of_any_length = {ANY, *table.values()}
        self._least = list(accumulate((symbol not in maybe_empty for symbol in text), initial=0))

    def is_matched(self, pieces: Sequence[str]) -> bool:
        """Whether the pattern with these pieces between its `*` matches.

        A `?` next to a `*` requires one more character somewhere in the text that the `*` matches, so it is counted
        there. Any other `?` matches a symbol of exactly one character.
        """
        if len(pieces) == 1:
            return len(pieces[0]) == len(self.text) and self._has(pieces[0], 0)
        first, last = pieces[0].rstrip(ONE), pieces[-1].lstrip(ONE)
        end = len(self.text) - len(last)
        position, needed = len(first), len(pieces[0]) - len(first)
        if position > end or not self._has(first, 0) or not self._has(last, end):
            return False
        for piece in pieces[1:-1]:
            core = piece.strip(ONE)
            needed += len(piece) - len(piece.lstrip(ONE))
            if not core:
                continue
            position = self._find(core, position, end, needed)
            if position < 0:
                return False
            position += len(core)
            needed = len(piece) - len(piece.rstrip(ONE))
        return self._least[end] - self._least[position] >= needed + len(pieces[-1]) - len(last)

    def _find(self, core: str, start: int, end: int, needed: int) -> int:
        """The first position of a piece between `start` and `end` with `needed` characters before it, or -1."""
        run = core.partition(ONE)[0]
        position = self.text.find(run, start, end)
        while 0 <= position <= end - len(core):
            if self._least[position] - self._least[start] >= needed and self._has(core, position):
                return position
            position = self.text.find(run, position + 1, end)
        return -1

    def _has(self, piece: str, position: int) -> bool:
        """Whether the piece is at this position."""
        if ONE not in piece:
            return self.text.startswith(piece, position)
        found = self.text[position : position + len(piece)]
        return len(found) == len(piece) and all(
            here == symbol or (symbol == ONE and here not in self._of_any_length)
            for symbol, here in zip(piece, found, strict=True)
        )


def _fits(pieces: Sequence[str], text: str) -> bool:
    """Whether a pattern with these pieces between its `*` can match `text`, in which `ONE` is an unknown character."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return len(first) == len(text) and _agree(first, text)
    position, end = len(first), len(text) - len(last)
    if position > end or not _agree(first, text) or not _agree(last, text[end:]):
        return False
    for piece in pieces[1:-1]:
        position = _find_agreeing(piece, text, position, end)
        if position < 0:
            return False
        position += len(piece)
    return True


def _find_agreeing(piece: str, text: str, start: int, end: int) -> int:
    if ONE not in piece and ONE not in text:
        return text.find(piece, start, end)
    for position in range(start, end - len(piece) + 1):
        if _agree(piece, text[position : position + len(piece)]):
            return position
    return -1


def _agree(one: str, other: str) -> bool:
    """Whether two texts can be equal over the length of the shorter, with `ONE` as an unknown character."""
    if ONE not in one and ONE not in other:
        return one.startswith(other) or other.startswith(one)
    return all(a == b or ONE in (a, b) for a, b in zip(one, other, strict=False))
