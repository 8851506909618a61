"""The demands of a statement's conditions on a request, as values that `wording` turns into text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from rolecast.iam import operators
from rolecast.iam.operators import Quantifier, Relation, ValueComparison
from rolecast.iam.statements import Condition, Texts


class KeyPresence(Enum):
    """The effect on a demand if the request does not have the key."""

    NEEDED = "needed"
    """The demand does not hold."""
    OPTIONAL = "optional"
    """The demand holds."""
    GIVEN = "given"
    """The demand does not hold; nor does it if all values of the key are empty."""


class Demand(NamedTuple):
    """A comparison of the request's values for a key with those of a policy.

    Without a quantifier, the request must have one value that matches at least one of `values`; `negated` inverts that.
    With a quantifier, all values of the request must match, or at least one.
    """

    key: str
    comparison: ValueComparison
    relation: Relation
    negated: bool
    quantifier: Quantifier | None
    values: Texts
    presence: KeyPresence


class Existence(NamedTuple):
    """Whether the demand holds if the request has the key with a non-empty value, and if it does not."""

    key: str
    if_given: bool
    if_absent: bool


def demands(conditions: Iterable[Condition]) -> tuple[Demand | Existence, ...]:
    """The demands of `conditions`, in order.

    A Null condition that requires a key is merged into the other demands on the key, if there are any.
    """
    found = tuple(map(_demand, conditions))
    given = {_folded(each) for each in found if isinstance(each, Existence) and _wants_key(each)}
    joined = tuple(
        each._replace(presence=KeyPresence.GIVEN)
        if isinstance(each, Demand) and each.presence is KeyPresence.OPTIONAL and _folded(each) in given
        else each
        for each in found
    )
    implied = {_folded(each) for each in joined if isinstance(each, Demand) and _implies_key(each)}
    return tuple(
        each for each in joined if not (isinstance(each, Existence) and _wants_key(each) and _folded(each) in implied)
    )


def _demand(condition: Condition) -> Demand | Existence:
    operator = operators.operator(condition.operator)
    assert operator is not None  # the grammar rejects other names
    quantifier = operator.quantifier
    if operator.comparison is ValueComparison.ABSENCE:
        if quantifier is not None:
            always = quantifier is Quantifier.ALL
            return Existence(condition.key, if_given=always, if_absent=always)
        wanted = {text.lower() for text in condition.values}
        return Existence(condition.key, if_given="false" in wanted, if_absent="true" in wanted)
    holds_without = operator.negated if quantifier is None else quantifier is Quantifier.ALL
    return Demand(
        condition.key,
        operator.comparison,
        operator.relation,
        operator.negated,
        quantifier,
        condition.values,
        KeyPresence.OPTIONAL if holds_without or operator.if_exists else KeyPresence.NEEDED,
    )


def _folded(each: Demand | Existence) -> str:
    return each.key.lower()


def _wants_key(existence: Existence) -> bool:
    return existence.if_given and not existence.if_absent


def _implies_key(demand: Demand) -> bool:
    """Whether the demand holds only if the key has a non-empty value. Sound, not complete."""
    if demand.presence is not KeyPresence.NEEDED or demand.quantifier is Quantifier.ANY:
        return demand.presence is not KeyPresence.OPTIONAL
    return all(text.strip("*") and "${" not in text for text in demand.values)
