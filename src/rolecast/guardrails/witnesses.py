"""Example requests that a guardrail forbids, to try whether a role allows one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rolecast.catalogue.intersections import Condition, texts
from rolecast.guardrails.denials import unmet
from rolecast.guardrails.guardrail import Requirement
from rolecast.guardrails.reach import formats
from rolecast.iam import operators
from rolecast.iam.operators import Quantifier, ValueComparison
from rolecast.iam.requests import Request
from rolecast.iam.statements import Statement

_OTHER = {
    "sagemaker:InstanceTypes": "ml.p5.48xlarge",
    "aws:RequestedRegion": "ap-south-2",
    "aws:SourceAccount": "111122223333",
    "aws:SourceArn": "arn:aws:sagemaker:us-east-1:111122223333:training-job/other",
}


def witnesses(
    statement: Statement, action: str, requirement: Requirement, environment: Mapping[str, str]
) -> Iterator[Request]:
    """A few requests for an action that do not meet the requirement but may match the statement."""
    given = {
        condition.key: condition.values[0].replace("*", "a").replace("?", "a")
        for condition in statement.conditions
        if _is_of_value(condition.operator) and "${" not in condition.values[0]
    }
    for condition in unmet(requirement.asked):
        failing = _context(condition)
        absent = {key.lower() for key, value in condition.get("Null", {}).items() if value == "true"}
        asked = {key: value for key, value in given.items() if key.lower() not in absent}
        for resource in _resources(statement, action, environment):
            for own in ({}, asked):
                yield Request(action, resource, context={**own, **failing})


def _is_of_value(name: str) -> bool:
    """Whether a condition with the operator holds for the values that it lists."""
    found = operators.operator(name)
    return found is not None and not found.negated and found.comparison is not ValueComparison.ABSENCE


def _context(condition: Condition) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for name, keys in condition.items():
        operator = operators.operator(name)
        assert operator is not None, f"{name} comes from a guardrail"
        for key, value in keys.items():
            if operator.comparison is ValueComparison.ABSENCE:
                if value == "false":
                    context.setdefault(key, "other")
            elif operator.comparison is ValueComparison.FLAG:
                context[key] = value
            elif operator.quantifier is Quantifier.ANY:
                context[key] = [_OTHER.get(key, "other")] if operator.negated else texts(value)[:1]
            elif operator.comparison is ValueComparison.ARN:
                context[key] = _OTHER.get(key, "arn:aws:kms:us-east-1:111122223333:key/other")
            else:
                context[key] = _OTHER.get(key, "other")
    return context


def _resources(statement: Statement, action: str, environment: Mapping[str, str]) -> Iterator[str]:
    """ARNs of the action's first resource type, and the statement's own resources of that type."""
    wanted = formats(action)
    if not wanted:
        yield "*"
    own = {"partition": environment["partition"], "region": environment["region"], "account": environment["account"]}
    for arn in wanted[:1]:
        beginning, *parts = arn.split("${")
        filled = beginning
        for part in parts:
            name, _, rest = part.partition("}")
            filled += own.get(name.lower(), "example") + rest
        yield filled
        kind = arn.split(":", 5)[-1].partition("${")[0]
        for text in statement.resources or ():
            name = text.split(":", 5)[-1].replace("?", "a")
            if "${" in text:
                continue
            if name.startswith("*") and name != "*":  # such as `*canvas*`, whatever the kind
                yield ":".join((*filled.split(":")[:5], kind + name.replace("*", "")))
            elif kind in text:
                yield text.replace("*", "example").replace("?", "a")
