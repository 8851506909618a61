"""Finds statements that may not comply with a requirement of a guardrail, by their text alone.

Sound, not complete: all other statements comply, because their conditions imply the requirement or they name none of
its actions or resources. Those that are found may comply too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from rolecast.catalogue.intersections import Condition as Asked
from rolecast.catalogue.intersections import texts
from rolecast.guardrails.guardrail import Guardrail, Requirement, pattern_of
from rolecast.guardrails.reach import formats, mask, named
from rolecast.iam import algebra, operators, patterns
from rolecast.iam.documents import Document
from rolecast.iam.operators import Quantifier, ValueComparison
from rolecast.iam.patterns import Pattern
from rolecast.iam.statements import Condition, Effect, Statement


class OpenDocument(NamedTuple):
    """A document that is compared with its open variables too, which affect how it is evaluated."""

    document: Document

    def __hash__(self) -> int:
        return hash(self.document)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OpenDocument):
            return False
        one, two = self.document, other.document
        return one is two or (one == two and one.open == two.open)


class Suspicion(NamedTuple):
    """A requirement and a statement, by index, and the actions for which the statement may not comply.

    No actions if the requirement is about all but those of IAM.
    """

    requirement: int
    statement: int
    actions: tuple[str, ...]


@lru_cache(maxsize=4_096)
def suspicions(given: OpenDocument, guardrail: Guardrail, partition: str) -> list[Suspicion]:
    """The suspicions about the document's Allow statements, in their order."""
    return [
        Suspicion(requirement_number, number, actions)
        for number, statement in enumerate(given.document.statements)
        if statement.effect is Effect.ALLOW
        for requirement_number, requirement in enumerate(guardrail.requirements)
        if (actions := _escaping(statement, requirement, partition)) is not None
    ]


def denies(statement: Statement, action: str, requirement: Requirement, condition: Asked) -> bool:
    """Whether a Deny statement denies the action whenever the condition holds. Sound, not complete."""
    if statement.resources not in (("*",), requirement.resources):
        return False
    if not requirement.actions:
        if statement.not_actions != ("iam:*",):
            return False
    elif statement.actions is None or not any(
        patterns.matches(algebra.action(text), action.lower()) for text in statement.actions
    ):
        return False
    tests = {(name, key, tuple(texts(value))) for name, keys in condition.items() for key, value in keys.items()}
    return {(each.operator, each.key, tuple(each.values)) for each in statement.conditions} <= tests


def implies(conditions: tuple[Condition, ...], asked: Asked) -> bool:
    """Whether all requests that meet the conditions also meet the condition `asked`. Sound, not complete."""
    return all(
        any(_is_stricter(condition, operator, key, value) for condition in conditions)
        for operator, keys in asked.items()
        for key, value in keys.items()
    )


def _escaping(statement: Statement, requirement: Requirement, partition: str) -> tuple[str, ...] | None:
    """The requirement's actions for which an Allow statement may not comply; None if it complies."""
    known = list(_named(statement, requirement))
    if requirement.actions and not known:
        return None
    if any(implies(statement.conditions, asked) for asked in requirement.asked):
        return None
    if not requirement.actions:
        return None if statement.actions and all(each.lower().startswith("iam:") for each in statement.actions) else ()
    actions = tuple(
        action
        for action in known
        if _may_be_on(action, statement.resources, statement.not_resources, requirement.resources, partition)
    )
    return actions or None


def _named(statement: Statement, requirement: Requirement) -> Iterator[str]:
    for prefix, actions in requirement.masks.items():
        if bits := actions & mask(statement.actions, statement.not_actions, prefix):
            yield from named(bits, prefix)


def _may_be_on(
    action: str,
    resources: tuple[str, ...] | None,
    not_resources: tuple[str, ...] | None,
    deciding: tuple[str, ...],
    partition: str,
) -> bool:
    """Whether a statement's resources may include one for which AWS evaluates the requirement."""
    if resources and "*" in resources:
        return True
    wanted = deciding or formats(action)
    return not wanted or _may_hold(wanted, resources, not_resources, partition)


@lru_cache(maxsize=4_096)
def _may_hold(
    wanted: tuple[str, ...], resources: tuple[str, ...] | None, not_resources: tuple[str, ...] | None, partition: str
) -> bool:
    """Whether a statement's resources may include an ARN of one of the formats or patterns.

    ARNs are compared part by part, as in `comparison`: a wildcard does not match across the first five colons.
    """
    given = resources if resources is not None else not_resources or ()
    if any("${" in each for each in given):
        return True
    asked = _asked_parts(wanted, partition)
    given_parts = [_parts(patterns.completed(each)) for each in given]
    if resources is not None:
        return any(all(map(algebra.meets, one, other)) for one in asked for other in given_parts)
    return not all(any(all(map(algebra.covers, other, one)) for other in given_parts) for one in asked)


@lru_cache(maxsize=1_024)
def _asked_parts(wanted: tuple[str, ...], partition: str) -> list[list[Pattern]]:
    return [
        [patterns.pattern(partition) if number == 1 else part for number, part in enumerate(_parts(pattern_of(each)))]
        for each in wanted
    ]


@lru_cache(maxsize=1_024)
def _parts(arn: str) -> list[Pattern]:
    parts = arn.split(":", 5) if arn != "*" else ["*"] * 6
    return [patterns.pattern(part) for part in parts]


def _is_stricter(condition: Condition, operator: str, key: str, value: Any) -> bool:
    if condition.key.lower() != key.lower():
        return False
    asked, own = operators.operator(operator), operators.operator(condition.operator)
    if asked is None or own is None:
        return False
    # IfExists is weaker, except with ForAllValues, which holds without values anyway.
    is_less = own.if_exists and not asked.if_exists and asked.quantifier is not Quantifier.ALL
    if is_less or own._replace(name=asked.name, if_exists=asked.if_exists) != asked:
        return False
    wanted, given = texts(value), condition.values
    if asked.negated:
        return set(wanted) <= set(given)
    if asked.comparison is ValueComparison.TEXT_PATTERN:
        wide = [patterns.pattern(each) for each in wanted]
        narrow = [patterns.pattern(each) for each in given if "${" not in each]
        return len(narrow) == len(given) and all(any(algebra.covers(one, other) for one in wide) for other in narrow)
    if asked.comparison in (ValueComparison.FLAG, ValueComparison.ABSENCE):
        return {each.lower() for each in given} <= {each.lower() for each in wanted}
    return set(given) <= set(wanted)
