"""Languages: sets of texts, such as those that a value in a policy matches.

A language can decide whether it contains a text, contains all texts of another, or shares a text with another, and it
can be traversed character by character.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from rolecast.iam import algebra, patterns
from rolecast.iam.algebra import ANY, ONE
from rolecast.iam.comparison.budget import UndecidedError
from rolecast.iam.patterns import ArnPattern, Glob, Pattern, Token
from rolecast.iam.variables import PLACE, TextTemplate, Variable

PART, PART_ONE = "\ue002", "\ue003"
"""A `*` and a `?` that match no colon, among the symbols of a language."""
SEGMENT, SEGMENT_ONE = "\ue004", "\ue005"
"""A `*` and a `?` that match no slash."""

HOME = "111122223333"
"""The account if policies name none."""

_MOST_WAYS = 256


class Home(NamedTuple):
    """The account, region and partition of example requests if policies do not specify them."""

    account: str = HOME
    region: str = "us-east-1"
    partition: str = "aws"


# Usual values of the first parts of an ARN if policies do not specify them: partition, service, region, account.
_USUAL_PARTS = ("arn", Home().partition, "", Home().region, Home().account)


class TextSet(ABC):
    """A set of texts. `template` is the pattern with variables that it comes from, if any."""

    template: TextTemplate | None

    @property
    @abstractmethod
    def symbols(self) -> str:
        """The characters and wildcards that its texts consist of."""

    @property
    def is_folded(self) -> bool:
        """Whether case is ignored; then `symbols` are in lower case."""
        return False

    @abstractmethod
    def matches(self, text: str) -> bool: ...

    @abstractmethod
    def covers(self, other: TextSet) -> bool:
        """Whether it contains all texts of `other`. True is certain."""

    @abstractmethod
    def meets(self, other: TextSet) -> bool:
        """Whether it shares a text with `other`. False is certain."""

    @property
    def literal(self) -> str | None:
        """Its only text; None if it has several."""
        symbols = self.symbols
        return None if self.is_folded or not _WILD.isdisjoint(symbols) else symbols

    def example(self, word: str) -> str:
        """One of its texts, with `word` for each `*` and a letter of it for each `?`."""
        return _example(self.symbols, word)


@dataclass(frozen=True)
class PatternTexts(TextSet):
    """The matches of a pattern. If `folded`, they ignore case, and the pattern is in lower case."""

    pattern: Pattern
    folded: bool = False
    template: TextTemplate | None = None

    @cached_property
    def symbols(self) -> str:
        return algebra.symbols(self.pattern)

    @property
    def is_folded(self) -> bool:
        return self.folded

    def matches(self, text: str) -> bool:
        return patterns.matches(self.pattern, text.lower() if self.folded else text)

    def covers(self, other: TextSet) -> bool:
        if other.is_folded and not self.folded:
            return self.pattern == patterns.EVERYTHING
        return algebra.covers(self.pattern, _pattern(other, fold=self.folded))

    def meets(self, other: TextSet) -> bool:
        if not _may_share(self, other):
            return False
        fold = self.folded or other.is_folded
        return algebra.meets(_pattern(self, fold=fold), _pattern(other, fold=fold))


@dataclass(frozen=True)
class Arns(TextSet):
    """The matches of a pattern that is compared part by part: the first five parts have no colons."""

    arn: ArnPattern
    template: TextTemplate | None = None

    @cached_property
    def symbols(self) -> str:
        parts = [algebra.symbols(part) for part in self.arn.parts]
        inner = [part.replace(ANY, PART).replace(ONE, PART_ONE) for part in parts[1:5]]
        return ":".join(["arn", *inner, parts[5]])

    def matches(self, text: str) -> bool:
        return patterns.matches_arn(self.arn, text)

    def covers(self, other: TextSet) -> bool:
        if isinstance(other, Arns):
            return all(map(algebra.covers, self.arn.parts, other.arn.parts))
        return other.literal is not None and self.matches(other.literal)

    def meets(self, other: TextSet) -> bool:
        if not _may_share(self, other):
            return False
        if isinstance(other, Arns):
            return all(map(algebra.meets, self.arn.parts, other.arn.parts))
        return other.meets(self)

    def as_whole(self) -> PatternTexts:
        """The same pattern with wildcards that match colons in every part."""
        return PatternTexts(pattern(":".join(map(algebra.symbols, self.arn.parts))), template=self.template)

    def example(self, word: str) -> str:
        parts = [algebra.symbols(part) for part in self.arn.parts]
        named = [
            usual if usual and part in (ANY, ONE + ANY) else _example(part, word)
            for usual, part in zip(_USUAL_PARTS, parts[:5], strict=True)
        ]
        return ":".join([*named, _example(parts[5], word)])


@dataclass(frozen=True)
class FormatTexts(TextSet):
    """The ARNs in a format of the service reference. Variables in `slashless` have no slash."""

    form: str
    slashless: frozenset[str] = frozenset()
    template: TextTemplate | None = None

    @cached_property
    def symbols(self) -> str:
        parts = self.form.split(":", 5)
        named = [PLACE.sub(PART_ONE + PART, part).replace("*", PART) for part in parts[:5]]
        return ":".join([*named, PLACE.sub(self._rest, parts[5].replace("*", ANY))])

    def matches(self, text: str) -> bool:
        return self._expression.fullmatch(text) is not None

    def covers(self, other: TextSet) -> bool:
        return other.literal is not None and self.matches(other.literal)

    def meets(self, other: TextSet) -> bool:
        if isinstance(other, Arns):
            return all(map(algebra.meets, self._parts, other.arn.parts))
        return other.is_folded or algebra.meets(pattern(self.symbols), _pattern(other, fold=False))

    def example(self, word: str) -> str:
        return self.at(Home(), word)

    def at(self, home: Home, word: str) -> str:
        """An ARN in the given account and region, if the format has them."""
        usual = {"Partition": home.partition, "Region": home.region, "Account": home.account, "AccountId": home.account}
        return PLACE.sub(lambda found: usual.get(found[1], word or "x"), self.form).replace("*", word)

    @cached_property
    def _parts(self) -> list[Pattern]:
        """Patterns that match at least the six parts."""
        return list(map(pattern, self.symbols.split(":", 5)))

    def _rest(self, found: re.Match[str]) -> str:
        return SEGMENT_ONE + SEGMENT if found[1] in self.slashless else ONE + ANY

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        classes = {ANY: ".*", ONE: ".", PART: "[^:]*", PART_ONE: "[^:]", SEGMENT: "[^/]*", SEGMENT_ONE: "[^/]"}
        return re.compile("".join(classes.get(each, re.escape(each)) for each in self.symbols), re.DOTALL)


class Certainty(Enum):
    """The relation that is certain between patterns with variables."""

    WHOLE = "whole"
    """Coverage as patterns over the whole text."""
    PARTS = "parts"
    """Coverage part by part, as resources are compared: variables are only in the last part."""
    SAME = "same"
    """Only equality: a value with colons shifts the parts of an ARN."""


@dataclass(frozen=True)
class Opaque(TextSet):
    """The matches of a pattern with variables whose values are unknown, but the same everywhere.

    Only for languages to avoid: it excludes only texts that it certainly contains.
    """

    template: TextTemplate
    certainty: Certainty
    folded: bool = False

    @property
    def symbols(self) -> str:
        raise NotImplementedError

    def matches(self, text: str) -> bool:  # noqa: ARG002
        return False

    def covers(self, other: TextSet) -> bool:
        if other.template is None or (other.is_folded and not self.folded):
            return False
        if self.template == other.template:
            return True
        if self.folded or other.is_folded:
            return False
        if self.certainty is Certainty.PARTS:
            own, others = parts(self.template), parts(other.template)
            return len(own) == len(others) and all(map(algebra.covers, own, others))
        return self.certainty is Certainty.WHOLE and algebra.covers(self.template, other.template)

    def meets(self, other: TextSet) -> bool:  # noqa: ARG002
        return True


def parts(template: TextTemplate) -> list[TextTemplate]:
    """The six parts of an ARN with variables, or fewer if it has fewer."""
    found: list[list[Token | Variable]] = [[]]
    for token in template.parts:
        if isinstance(token, str):
            first, *others = token.split(":", 6 - len(found))
            found[-1].append(first)
            found.extend([text] for text in others)
        else:
            found[-1].append(token)
    return [TextTemplate(tuple(part for part in each if part != "")) for each in found]


_WILD = frozenset((ANY, ONE, PART, PART_ONE, SEGMENT, SEGMENT_ONE))
EVERYTHING = PatternTexts(patterns.EVERYTHING)
EMPTY = PatternTexts(Glob(""))
STAR = PatternTexts(Glob("*"))
"""The resource of an action without resource types."""
ANY_ARN = Arns(ArnPattern(tuple(map(patterns.pattern, ("arn", "?*", "?*", "*", "*", "?*")))))
"""The form of ARNs that AWS sends: all six parts; region and account may be empty."""


def literal(text: str, *, folded: bool = False) -> PatternTexts:
    return PatternTexts(Glob(text), folded)


@lru_cache(maxsize=4_096)
def arns(arn: ArnPattern) -> tuple[Arns, ...]:
    """The ARNs that a pattern matches. A pattern over the whole ARN is split into six parts in all possible ways.

    Raises UndecidedError if there are too many ways.
    """
    if len(arn.parts) == 1:
        spelled = {tuple(map(pattern, parts)) for parts in _in_parts(algebra.symbols(arn.parts[0]))}
        return tuple(found for parts in sorted(spelled, key=repr) for found in arns(ArnPattern(parts)))
    first, *others = arn.parts
    return (Arns(ArnPattern((Glob("arn"), *others))),) if patterns.matches(first, "arn") else ()


def _in_parts(symbols: str) -> Iterator[tuple[str, ...]]:
    """All splits of symbols into six parts: at colons, or within wildcards that match a colon."""
    ways: list[tuple[str, ...]] = [("",)]
    for symbol in symbols:
        longer: list[tuple[str, ...]] = []
        for *ended, last in ways:
            if symbol != ":" or len(ended) == 5:
                longer.append((*ended, last + symbol))
            if symbol in (":", ONE) and len(ended) < 5:
                longer.append((*ended, last, ""))
            if symbol == ANY:
                crossed = ((ANY,) * count for count in range(5 - len(ended)))
                longer.extend((*ended, last + ANY, *between, ANY) for between in crossed)
        ways = list(dict.fromkeys(longer))
        if len(ways) > _MOST_WAYS:
            raise UndecidedError("too many cases: the parts of ARNs that a pattern matches as a whole")
    return (way for way in ways if len(way) == 6)


def unused_character(texts: Iterable[str]) -> str:
    """A character that is in none of the texts, preferably a common one."""
    used = set().union(*texts)
    usual = "xyzqjkvwabcdefghilmnoprstu0123456789XYZ"
    return next((each for each in usual if each not in used), None) or next(
        each for each in map(chr, range(0x100, 0x3000)) if each not in used
    )


def _example(symbols: str, word: str) -> str:
    some = word or "x"
    for star, one in ((ANY, ONE), (PART, PART_ONE), (SEGMENT, SEGMENT_ONE)):
        symbols = symbols.replace(one + star, some).replace(star, word).replace(one, some[0])
    return symbols


@lru_cache(maxsize=4_096)
def pattern(symbols: str) -> Pattern:
    """The pattern of the symbols, in which wildcards match colons."""
    wild = dict.fromkeys((ANY, PART, SEGMENT), patterns.Wildcard.ANY)
    wild |= dict.fromkeys((ONE, PART_ONE, SEGMENT_ONE), patterns.Wildcard.ONE)
    return patterns.from_tokens([wild.get(symbol, symbol) for symbol in symbols])


def _pattern(language: TextSet, *, fold: bool) -> Pattern:
    """A pattern that matches at least the texts of the language: its wildcards match colons."""
    if isinstance(language, PatternTexts) and (language.folded or not fold):
        return language.pattern
    return pattern(language.symbols.lower() if fold else language.symbols)


def _may_share(one: TextSet, other: TextSet) -> bool:
    """Whether two patterns with variables can match the same text, judging by their variables."""
    if one.template is None or other.template is None or one.is_folded or other.is_folded:
        return True
    return algebra.meets(one.template, other.template)
