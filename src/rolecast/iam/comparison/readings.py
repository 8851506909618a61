"""The matches of texts with policy variables, for known or unknown values of the variables."""

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
"""Maximum number of patterns that represent a text with variables."""

Matched = ConditionValues | Among
"""The values of a condition, or resources, whose matches are needed."""


class Reading(Protocol):
    """An interpretation of texts as languages."""

    def inside(self, matched: Matched) -> Sequence[TextSet]:
        """Languages that together contain at least every matching text."""

    def outside(self, matched: Matched) -> Sequence[TextSet]:
        """Languages that together contain only matching texts."""


@dataclass(frozen=True)
class Filled:
    """Texts filled in with the values of a context. Exact."""

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
    """Texts whose variables have a value that is not known. `values` are the alternatives for each key.

    `inside` contains at least, and `outside` at most the matching texts: if even so no text is found, there is none.
    Keys that are not in `values` have no value. `own` is the key whose value is searched for, if it is one of them.
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
        """The template with defaults for keys without a value; None if a key has neither."""
        parts: list[Token | Variable] = []
        for part in template.parts:
            if not isinstance(part, Variable):
                parts.append(part)
            elif part.key in self.values:  # a key with a value ignores its default
                parts.append(Variable(part.key))
            elif part.default is None:
                return None
            else:
                parts.append(part.default)
        return TextTemplate(tuple(parts))

    def _about_itself(self, template: TextTemplate) -> Sequence[TextSet] | None:
        """The matches of a text that contains the variable of the key it is compared with: every value or none.

        The value has the same length as itself, so the text can contain nothing else.
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
        # Each variable is one of a few known patterns, otherwise any non-empty text.
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
    """The texts with variables, in a fixed order."""
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
        case _:  # scalars, which are not texts
            return ()


def _from_tokens(
    tokens: tuple[Token, ...], matched: Matched, *, crossing: bool = False
) -> Sequence[PatternTexts | Arns]:
    """The language of a template whose variables are filled in; empty if it has no texts.

    `crossing`: values may contain colons, which shift the parts of an ARN.
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
    """The texts of a language as part of a pattern whose wildcards match colons."""
    wild = dict.fromkeys((ANY, PART), Wildcard.ANY) | dict.fromkeys((ONE, PART_ONE), Wildcard.ONE)
    if language.is_folded:  # a letter in either case is widened to any character
        return tuple(wild.get(symbol, Wildcard.ONE if symbol.isalpha() else symbol) for symbol in language.symbols)
    return tuple(wild.get(symbol, symbol) for symbol in language.symbols)


def _symbols(language: TextSet) -> str:
    return language.symbols
