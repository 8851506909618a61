"""What a sentence says, read from its value alone: which requests it is about.

It shares nothing with the engine but the naive reference's comparison of single texts.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.iam import reference

from rolecast.access.demands import Demand, Existence, KeyPresence
from rolecast.access.sentences import Limit, Sentence, SentenceSubject
from rolecast.iam.operators import Quantifier, Relation, ValueComparison

NAMES = {
    (ValueComparison.TEXT, Relation.EQUAL): "StringEquals",
    (ValueComparison.TEXT_IGNORING_CASE, Relation.EQUAL): "StringEqualsIgnoreCase",
    (ValueComparison.TEXT_PATTERN, Relation.EQUAL): "StringLike",
    (ValueComparison.ARN, Relation.EQUAL): "ArnLike",
    (ValueComparison.FLAG, Relation.EQUAL): "Bool",
    (ValueComparison.BINARY, Relation.EQUAL): "BinaryEquals",
    (ValueComparison.ADDRESS, Relation.EQUAL): "IpAddress",
    **{
        (comparison, relation): kind + name
        for comparison, kind in ((ValueComparison.NUMBER, "Numeric"), (ValueComparison.DATE, "Date"))
        for relation, name in (
            (Relation.EQUAL, "Equals"),
            (Relation.LESS, "LessThan"),
            (Relation.AT_MOST, "LessThanEquals"),
            (Relation.GREATER, "GreaterThan"),
            (Relation.AT_LEAST, "GreaterThanEquals"),
        )
    },
}
"""What the reference calls the comparison of one value with another."""


def verdict(sentences: Iterable[Sentence], request: reference.Case) -> str | None:
    """What the sentences together make of the request: `Allow`, `Deny` or None."""
    found = {sentence.effect.value for sentence in sentences if is_about(sentence, request)}
    return "Deny" if "Deny" in found else "Allow" if "Allow" in found else None


def is_about(sentence: Sentence, request: reference.Case) -> bool:
    action = request["action"].lower()
    is_named = any(reference.glob(reference.symbols(text.lower()), action) for text in sentence.actions.texts)
    if is_named == sentence.actions.is_except:
        return False
    if sentence.subject is not None and not names(sentence.subject, request.get("principal")):
        return False
    context = reference.Context(request.get("context", {}))
    return any(is_within(limit, request, context) for limit in sentence.limits)


def names(subject: SentenceSubject, asking: str | None) -> bool:
    principals = subject.principals
    written = "*" if principals.everyone else {kind: list(texts) for kind, texts in principals.entries}
    if subject.is_except:
        return not reference.is_spared(written, asking)
    return reference.reach_of(written, asking) is not None


def is_within(limit: Limit, request: reference.Case, context: reference.Context) -> bool:
    resources = limit.resources
    if resources is not None:
        is_named = any(reference.covers(text, limit.has_variables, request, context) for text in resources.texts)
        if is_named == resources.is_except:
            return False
    return all(holds(demand, limit.has_variables, context) for demand in limit.demands)


def holds(demand: Demand | Existence, has_variables: bool, context: reference.Context) -> bool:
    values = context.get(demand.key)
    given = [value for value in values or () if value]
    if isinstance(demand, Existence):
        return demand.if_given if given else demand.if_absent
    if not values:
        return demand.presence is KeyPresence.OPTIONAL
    if demand.presence is KeyPresence.GIVEN and not given:
        return False
    name = NAMES[demand.comparison, demand.relation]
    wanted = [reference.expanded_value(name, text, has_variables, context) for text in demand.values]

    def matches(value: str) -> bool:
        return any(reference.compare(name, value, each) for each in wanted if each is not None)

    outcomes = [matches(value) != demand.negated for value in values]
    if demand.quantifier is None:
        return len(values) == 1 and outcomes[0]
    if demand.quantifier is Quantifier.ALL:
        return not given or all(outcomes)
    return bool(given) and any(outcomes)
