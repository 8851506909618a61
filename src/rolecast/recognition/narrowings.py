"""Narrowings that a role's conditions may represent, and the role without these. A comparison proves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rolecast.iam.documents import Document
from rolecast.iam.operators import Operator, Quantifier, ValueComparison, operator
from rolecast.iam.statements import Condition, Effect, Statement, Texts
from rolecast.role import Role

_LISTS = {"sagemaker:instancetypes": "instance_types", "aws:requestedregion": "regions"}
_FLAGS = {
    "sagemaker:networkisolation": "network_isolation",
    "sagemaker:intercontainertrafficencryption": "inter_container_encryption",
}
_ALWAYS_ALLOWED = frozenset({"system"})
"""Instance types that SageMaker uses in addition to requested ones."""
_ASKED, _CARRIED = "aws:requesttag/", "aws:resourcetag/"


def narrowing_of(role: Role) -> dict[str, Any]:
    """The role file's `narrowing` for the role. Of several lists, uses the most common one."""
    conditions = [
        condition
        for policy in role.policies
        if not policy.document.faults
        for statement in policy.document.statements
        if statement.effect is Effect.ALLOW
        for condition in statement.conditions
    ]
    found: dict[str, Any] = {}
    for key, name in _LISTS.items():
        lists = Counter(map(_asked_for, (each for each in conditions if each.key.lower() == key and _is_equal(each))))
        if lists:
            found[name] = [*lists.most_common(1)[0][0]]
    keys = {each.key.lower() for each in conditions if _is_true(each)}
    found |= {name: True for key, name in _FLAGS.items() if key in keys}
    asked, carried = (dict(_tags(conditions, beginning)) for beginning in (_ASKED, _CARRIED))
    if tags := {key: value for key, value in asked.items() if carried.get(key) == value}:
        found["tags"] = tags
    return found


def widened(role: Role, narrowing: Mapping[str, Any]) -> Role:
    """The role without the conditions of the narrowing."""
    policies = tuple(each._replace(document=_widened(each.document, narrowing)) for each in role.policies)
    return replace(role, policies=policies)


def _widened(document: Document, narrowing: Mapping[str, Any]) -> Document:
    def statements() -> Iterator[Statement]:
        for each in document.statements:
            kept = tuple(condition for condition in each.conditions if not _is_of(condition, narrowing))
            yield each._replace(conditions=kept) if each.effect is Effect.ALLOW else each

    return document if document.faults else document.varied(statements())


def _is_of(condition: Condition, narrowing: Mapping[str, Any]) -> bool:
    key = condition.key.lower()
    if key == "aws:tagkeys":
        return _names_others(condition) and {*condition.values} <= {*narrowing.get("tags", ())}
    if name := (_LISTS | _FLAGS).get(key):
        return name in narrowing
    tags = (each.lower() for each in narrowing.get("tags", ()))
    return any(
        key in (f"{_ASKED}{tag}", f"{_CARRIED}{tag}")
        or key.startswith(f"sagemaker:searchvisibilitycondition/tags.{tag}/")
        for tag in tags
    )


def _operator(condition: Condition) -> Operator:
    found = operator(condition.operator)
    assert found is not None  # the grammar accepted it
    return found


def _is_equal(condition: Condition) -> bool:
    """Whether every value of the request must be one of these."""
    asked = _operator(condition)
    texts = (ValueComparison.TEXT, ValueComparison.TEXT_PATTERN)
    return asked.comparison in texts and not asked.negated and asked.quantifier is not Quantifier.ANY


def _is_true(condition: Condition) -> bool:
    asked = _operator(condition)
    is_plain = asked.quantifier is None and not asked.if_exists
    return asked.comparison is ValueComparison.FLAG and is_plain and [*condition.values] == ["true"]


def _names_others(condition: Condition) -> bool:
    """Whether it tests for values other than these."""
    asked = _operator(condition)
    is_negated = asked.comparison is ValueComparison.TEXT and asked.negated
    return is_negated and asked.quantifier is not None and not asked.if_exists


def _asked_for(condition: Condition) -> Texts:
    return tuple(value for value in condition.values if value not in _ALWAYS_ALLOWED)


def _tags(conditions: list[Condition], beginning: str) -> Iterator[tuple[str, str]]:
    for each in conditions:
        if each.key.lower().startswith(beginning) and _is_equal(each) and len(each.values) == 1:
            yield each.key[len(beginning) :], each.values[0]
