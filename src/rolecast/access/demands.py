"""What the conditions of a statement demand of a request, as values that wording turns into text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from rolecast.iam import operators
from rolecast.iam.operators import Quantifier, Relation, ValueComparison
from rolecast.iam.statements import Condition, Texts


class KeyPresence(Enum):
    """What a demand makes of a request that does not give the key."""

    NEEDED = "needed"
    """It does not hold."""
    OPTIONAL = "optional"
    """It holds."""
    GIVEN = "given"
    """It does not hold, and neither does it if all values of the key are empty."""


class Demand(NamedTuple):
    """How the values of a request compare with those of a policy.

    Without a quantifier the request must give one value, which compares with at least one of `values`; `negated`
    turns that round. With one, all values that the request gives do, or at least one does.
    """

    key: str
    comparison: ValueComparison
    relation: Relation
    negated: bool
    quantifier: Quantifier | None
    values: Texts
    presence: KeyPresence


class Existence(NamedTuple):
    """Whether the demand holds if the request gives the key, with a value that is not empty, and if it does not."""

    key: str
    if_given: bool
    if_absent: bool


def demands(conditions: Iterable[Condition]) -> tuple[Demand | Existence, ...]:
    """Everything that `conditions` demand, in order.

    A Null that wants a key to be given joins the other demands on the key, if there are any.
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
    assert operator is not None  # the grammar refuses other names
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
    """Whether the demand holds only if the key is given with a value that is not empty. Sound, not complete."""
    if demand.presence is not KeyPresence.NEEDED or demand.quantifier is Quantifier.ANY:
        return demand.presence is not KeyPresence.OPTIONAL
    return all(text.strip("*") and "${" not in text for text in demand.values)
