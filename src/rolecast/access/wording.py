"""Sentences as text, in English and Japanese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rolecast.access import names, phrases
from rolecast.access.demands import Demand, Existence, KeyPresence
from rolecast.access.phrases import Phrase
from rolecast.access.sentences import Limit, Outline, Selection, Sentence, SentenceSubject
from rolecast.access.values import Note, Value, condition_value, has_wildcards, resource_value
from rolecast.iam.operators import Quantifier, ValueComparison
from rolecast.iam.statements import Effect
from rolecast.iam.variables import Variable
from rolecast.reading.languages import Language

MOST = 4
"""Maximum number of texts in a list; further ones are counted."""
MOST_SERVICES = 30
"""Maximum number of services in an outline; further ones are counted."""


def sentence(said: Sentence, language: Language) -> str:
    """The actions that are allowed or denied, to whom, on which resources and under which conditions. No full stop."""
    verb = phrases.ALLOWS if said.effect is Effect.ALLOW else phrases.DENIES
    actions = _actions(said.actions, language)
    subject = phrases.TO.say(language, who=_subject(said.subject, language)) if said.subject else ""
    return verb.say(language, actions=actions, subject=subject, limits=_limits(said.limits, language))


def outline(short: Outline, language: Language) -> Iterator[str]:
    """The summary of a document, one sentence per kind of statement."""
    for phrase, services in (
        (phrases.WHOLE, short.whole),
        (phrases.PART, short.part),
        (phrases.LIMITED, short.limited),
    ):
        if services:
            yield phrase.say(language, services=listing([*map(quoted, services)], language, MOST_SERVICES))
    for each in short.sentences:
        yield sentence(each, language)


def demand(demanded: Demand | Existence, language: Language, *, has_variables: bool) -> str:
    """The demand on one key."""
    name = _key_name(demanded.key, language)
    key = quoted(demanded.key)
    subject = phrases.NAMED.say(language, name=name) if name else key
    if isinstance(demanded, Existence):
        return _EXISTENCE[demanded.if_given, demanded.if_absent].say(language, subject=subject)
    phrase = _frame(demanded)
    is_negated = demanded.negated and not (phrase in phrases.NEGATING and language is Language.EN)
    verb = _verb(demanded, language, is_negated=is_negated, has_variables=has_variables)
    item = name or phrases.ITEM_OF.say(language, key=key)
    text = phrase.say(language, subject=subject, item=item, verb=verb)
    if demanded.presence is not KeyPresence.OPTIONAL:
        return text
    return (phrases.OR_ABSENT if demanded.quantifier is None else phrases.OR_NONE).say(language, demand=text)


def _frame(demanded: Demand) -> Phrase:
    """The phrase around the verb."""
    is_given = demanded.presence is KeyPresence.GIVEN
    match demanded.quantifier:
        case None:
            return phrases.GIVEN_SINGLE if is_given else phrases.SINGLE
        case Quantifier.ANY:
            return phrases.ANY
        case Quantifier.ALL if demanded.negated:
            return phrases.GIVEN_NONE if is_given else phrases.NONE
        case Quantifier.ALL:
            return phrases.GIVEN_ALL if is_given else phrases.ALL


def quoted(text: str) -> str:
    """The text in backticks, on one line, without backticks in it."""
    return f"`{' '.join(text.split()).replace('`', chr(39))}`"


def listing(texts: Sequence[str], language: Language, most: int = MOST) -> str:
    """The texts joined with commas; if there are more than `most`, the first ones and the number of the others."""
    shown = texts if len(texts) <= most else texts[: most - 1]
    joined = _comma(language).join(shown)
    if len(shown) == len(texts):
        return joined
    return phrases.MORE.say(language, shown=joined, number=str(len(texts) - len(shown)))


def _comma(language: Language) -> str:
    return phrases.COMMA.say(language)


def _actions(actions: Selection, language: Language) -> str:
    if actions.is_everything:
        return phrases.EVERY_ACTION.say(language)
    if actions.is_nothing:
        return phrases.NO_ACTION.say(language)
    those = listing([quoted(text) for text in actions.texts], language)
    return phrases.ACTION_EXCEPT.say(language, those=those) if actions.is_except else those


def _resources(resources: Selection, language: Language, *, has_variables: bool) -> str:
    if resources.is_everything:
        return phrases.EVERY_RESOURCE.say(language)
    if resources.is_nothing:
        return phrases.NO_RESOURCE.say(language)
    values = [resource_value(text, has_variables=has_variables) for text in resources.texts]
    those = listing([_value(value, language) for value in values], language)
    return phrases.RESOURCE_EXCEPT.say(language, those=those) if resources.is_except else those


def _subject(subject: SentenceSubject, language: Language) -> str:
    everyone, nobody = phrases.EVERYONE.say(language), phrases.NOBODY.say(language)
    if subject.principals.everyone:
        return nobody if subject.is_except else everyone
    named = [
        phrases.PRINCIPALS[kind].say(language, name=quoted(text))
        for kind, texts in subject.principals.entries
        for text in texts
    ]
    if not named:
        return everyone if subject.is_except else nobody
    those = listing(named, language)
    return phrases.EVERYONE_EXCEPT.say(language, those=those) if subject.is_except else those


def _limits(limits: Sequence[Limit], language: Language) -> str:
    """The limits after the actions. Consecutive limits with the same resources name them once."""
    texts: list[str] = []
    for index, limit in enumerate(limits):
        before = limits[index - 1] if index else None
        is_repeated = before is not None and bool(before.demands) and _place(before) == _place(limit)
        texts.append(_limit(limit, language, is_repeated=is_repeated))
    return "".join(
        (phrases.OR if index else phrases.FIRST).say(language, limit=text) for index, text in enumerate(texts) if text
    )


def _limit(limit: Limit, language: Language, *, is_repeated: bool) -> str:
    """One limit; empty for a trust policy statement without conditions."""
    has_variables = limit.has_variables
    demands = ""
    for each in limit.demands:
        text = demand(each, language, has_variables=has_variables)
        demands = phrases.AND.say(language, first=demands, second=text) if demands else text
    if demands and (limit.resources is None or is_repeated):
        return phrases.IF.say(language, demands=demands)
    if limit.resources is None:
        return ""
    resources = _resources(limit.resources, language, has_variables=has_variables)
    if not demands:
        return phrases.ON.say(language, resources=resources)
    return phrases.ON_IF.say(language, resources=resources, demands=demands)


def _place(limit: Limit) -> tuple[Selection | None, bool]:
    return limit.resources, limit.has_variables


_EXISTENCE = {
    (True, False): phrases.PRESENT,
    (False, True): phrases.ABSENT,
    (True, True): phrases.ALWAYS,
    (False, False): phrases.NEVER,
}


def _key_name(key: str, language: Language) -> str | None:
    base, slash, tag = key.partition("/")
    phrase = (names.TAGS if slash else names.KEYS).get(base.lower())
    return phrase.say(language, tag=quoted(tag)) if phrase else None


def _verb(demanded: Demand, language: Language, *, is_negated: bool, has_variables: bool) -> str:
    if not demanded.values:
        return (phrases.NOT_IN_NONE if is_negated else phrases.IN_NONE).say(language)
    values = [condition_value(text, demanded.comparison, has_variables=has_variables) for text in demanded.values]
    verbs = _verbs(demanded, values, has_variables=has_variables)
    phrase = verbs[2 * is_negated + (len(values) > 1)]
    return phrase.say(language, values=listing([_value(value, language) for value in values], language))


def _verbs(demanded: Demand, values: Sequence[Value], *, has_variables: bool) -> tuple[Phrase, ...]:
    """The verbs of the comparison; for patterns without wildcards and plain texts that look like patterns, special
    ones.
    """
    is_wild = any(has_wildcards(text, has_variables=has_variables) for text in demanded.values)
    match demanded.comparison:
        case ValueComparison.TEXT if is_wild:
            return phrases.IS_EXACTLY
        case ValueComparison.TEXT_PATTERN if not is_wild:
            return phrases.IS
        case ValueComparison.ARN if all(value.name for value in values):
            return phrases.IS
        case ValueComparison.ARN if not is_wild:
            return phrases.IS_ARN
    return phrases.VERBS[demanded.comparison, demanded.relation]


def _value(value: Value, language: Language) -> str:
    if value.name:
        return value.name.say(language)
    if value.only:
        key = quoted(value.only.key)
        if value.only.default is None:
            return phrases.VARIABLE.say(language, key=key)
        return phrases.VARIABLE_OR.say(language, key=key, default=quoted(value.only.default))
    text = quoted(value.text)
    if value.variables:
        named = _comma(language).join(_variable(each, language) for each in value.variables)
        return phrases.FILLED.say(language, value=text, variables=named)
    if value.note is None:
        return text
    return _NOTES[value.note].say(language, value=text)


def _variable(variable: Variable, language: Language) -> str:
    key = quoted(variable.key)
    if variable.default is None:
        return key
    return phrases.OR_DEFAULT.say(language, key=key, default=quoted(variable.default))


_NOTES = {
    Note.ESCAPED: phrases.ESCAPED,
    Note.LITERAL: phrases.LITERAL,
    Note.INVALID: phrases.INVALID,
}
