"""What texts with policy variables match: with the values that a context has, or whatever these may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from rolecast.iam import patterns, variables
from rolecast.iam.algebra import ANY, ONE
from rolecast.iam.comparison import atoms, languages
from rolecast.iam.comparison.atoms import Among
from rolecast.iam.comparison.languages import PART, PART_ONE, Arns, Certainty, Opaque, PatternTexts, TextSet
from rolecast.iam.conditions import ArnValues, ConditionValues, PatternValues, TextValues
from rolecast.iam.patterns import Token, Wildcard
from rolecast.iam.variables import Context, TextTemplate, Variable

MOST_SPELLINGS = 16
"""Patterns that a text with variables is seen as."""

Matched = ConditionValues | Among
"""What a text is held against: the values of a condition, or resources."""


class Reading(Protocol):
    """How texts are seen."""

    def inside(self, matched: Matched) -> Sequence[TextSet]:
        """Languages that have, together, at least every text that matches."""

    def outside(self, matched: Matched) -> Sequence[TextSet]:
        """Languages that have, together, no text but those that match."""


@dataclass(frozen=True)
class Filled:
    """Texts as they are in a context: what is said of them is exact."""

    context: Context

    def inside(self, matched: Matched) -> Sequence[TextSet]:
        found = list(_plain(matched))
        for template in _templates(matched):
            tokens = variables.fill(template, self.context)
            if tokens is not None:
                found.extend(_from_tokens(tokens, matched))
        return found

    outside = inside


@dataclass(frozen=True)
class Relaxed:
    """Texts of whose variables no value is known, but which have one: `values` are what each can be.

    `inside` has too much rather than too little and `outside` too little rather than too much, so that where even so
    there is no text, there is none. Keys that are not in `values` have no value. `own` is the key whose value is
    asked for, if it is one of them.
    """

    values: Mapping[str, Sequence[TextSet]]
    own: str | None = None

    def inside(self, matched: Matched) -> Sequence[TextSet]:
        found = list(_plain(matched))
        for template in _templates(matched):
            resolved = self._resolved(template)
            if resolved is not None:
                found.extend(self._languages(resolved, matched))
        return found

    def outside(self, matched: Matched) -> Sequence[TextSet]:
        found = list(_plain(matched))
        for template in _templates(matched):
            resolved = self._resolved(template)
            if resolved is None:
                continue
            if (named := self._about_itself(resolved)) is not None:
                found.extend(named)
            elif resolved.variables:
                is_folded = isinstance(matched, TextValues) and matched.folded
                found.append(Opaque(resolved, _certainty(matched), is_folded))
            else:
                found.extend(_from_tokens(_tokens(resolved), matched))
        return found

    def _resolved(self, template: TextTemplate) -> TextTemplate | None:
        """The template with the defaults of keys without value, or None where one has none."""
        parts: list[Token | Variable] = []
        for part in template.parts:
            if not isinstance(part, Variable):
                parts.append(part)
            elif part.key in self.values:  # its default does not matter
                parts.append(Variable(part.key))
            elif part.default is None:
                return None
            else:
                parts.append(part.default)
        return TextTemplate(tuple(parts))

    def _about_itself(self, template: TextTemplate) -> Sequence[TextSet] | None:
        """What a text with the variable of the very key that it is held against matches: every value or none.

        The value is as long as itself, so that there is room for nothing beside it.
        """
        own = Variable(self.own or "")
        if own not in template.parts:
            return None
        others = [part for part in template.parts if part is not Wildcard.ANY]
        return [languages.EVERYTHING] if others == [own] else []

    def _languages(self, template: TextTemplate, matched: Matched) -> Sequence[TextSet]:
        if not template.variables:
            return _from_tokens(_tokens(template), matched)
        if (named := self._about_itself(template)) is not None:
            return named
        # Each variable is one of a few patterns where those are known, else any text that is not empty.
        spelled: list[tuple[Token, ...]] = [()]
        for part in template.parts:
            if not isinstance(part, Variable):
                spelled = [(*each, part) for each in spelled]
                continue
            options = [_symbols_as_tokens(language) for language in self.values[part.key]]
            if not 0 < len(options) * len(spelled) <= MOST_SPELLINGS:
                options = [(Wildcard.ONE, Wildcard.ANY)]
            spelled = [(*each, *option) for each in spelled for option in options]
        return [
            replace(language, template=template)
            for tokens in spelled
            for language in _from_tokens(tokens, matched, crossing=True)
        ]


@lru_cache(maxsize=4_096)
def _templates(matched: Matched) -> tuple[TextTemplate, ...]:
    """The texts with variables, in an order that is the same every time."""
    return tuple(sorted(matched.templates, key=repr))


@lru_cache(maxsize=4_096)
def _plain(matched: Matched) -> tuple[TextSet, ...]:
    """The languages of the texts without variables."""
    match matched:
        case Among():
            return tuple(sorted(matched.languages, key=_symbols))
        case TextValues():
            return tuple(languages.literal(text, folded=matched.folded) for text in sorted(matched.texts))
        case PatternValues():
            return tuple(map(PatternTexts, matched.patterns))
        case ArnValues():
            return tuple(found for arn in matched.arns for found in languages.arns(arn))
        case _:  # scalars, which are no texts
            return ()


def _from_tokens(
    tokens: tuple[Token, ...], matched: Matched, *, crossing: bool = False
) -> Sequence[PatternTexts | Arns]:
    """The language of a template whose variables are filled in, if it has any text.

    With `crossing`, of values that may have colons, which shift the parts of an ARN.
    """
    match matched:
        case TextValues():
            folded = matched.folded
            cased = [token.lower() if folded and isinstance(token, str) else token for token in tokens]
            return [PatternTexts(patterns.from_tokens(cased), folded)]
        case ArnValues() if not crossing:
            return languages.arns(patterns.arn_from_tokens(tokens))
        case Among():
            resource = atoms.resource(patterns.from_tokens(tokens))
            return [] if resource is None else [resource]
        case _:
            return [PatternTexts(patterns.from_tokens(tokens))]


def _certainty(matched: Matched) -> Certainty:
    match matched:
        case ArnValues():
            return Certainty.SAME
        case Among():
            return Certainty.PARTS
        case _:
            return Certainty.WHOLE


def _tokens(template: TextTemplate) -> tuple[Token, ...]:
    return tuple(part for part in template.parts if not isinstance(part, Variable))


def _symbols_as_tokens(language: TextSet) -> tuple[Token, ...]:
    """What a language has, as part of a pattern whose wildcards cross colons."""
    wild = dict.fromkeys((ANY, PART), Wildcard.ANY) | dict.fromkeys((ONE, PART_ONE), Wildcard.ONE)
    if language.is_folded:  # a letter in either case is as good as any character
        return tuple(wild.get(symbol, Wildcard.ONE if symbol.isalpha() else symbol) for symbol in language.symbols)
    return tuple(wild.get(symbol, symbol) for symbol in language.symbols)


def _symbols(language: TextSet) -> str:
    return language.symbols
