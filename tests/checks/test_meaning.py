"""Statements that add nothing to others: what is found cheaply agrees with the exact comparison."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from rolecast.checks import meaning
from rolecast.checks.statements import CheckedStatement
from rolecast.checks.subjects import Subject, of_document
from rolecast.iam import comparison
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies

_CONDITIONS: list[dict[str, Any]] = [
    {},
    {"StringEquals": {"aws:a": "1"}},
    {"StringEquals": {"aws:b": "1"}},
    {"StringEqualsIfExists": {"aws:a": "1"}},
    {"StringNotEquals": {"aws:a": "1"}},
    {"Null": {"aws:a": "true"}},
    {"Null": {"aws:a": "false"}},
    {"StringLike": {"aws:b": "${aws:a}"}},
    {"ForAllValues:StringEquals": {"aws:b": "1"}},
    {"StringEquals": {"aws:a": "1", "aws:b": "1"}},
]


def test_what_is_redundant_agrees_with_the_comparison() -> None:
    """Of three Allows for one action, under conditions on two keys: the last is told exactly where it adds nothing."""
    found = 0
    for conditions in product(_CONDITIONS[:5], _CONDITIONS[5:7], _CONDITIONS):
        first, second, last = map(_statement, conditions)
        subject = of_document(Document({"Version": "2012-10-17", "Statement": [last, first, second]}))
        told = next(_redundant(subject), None)
        alone, others = _policies(last), _policies(first, second)
        gains, grants = (comparison.allows_more(old, alone, comparison.Budget(20_000)) for old in (others, Policies()))
        is_told = told is not None and told.index == 0
        assert is_told is (gains is False and grants is True), conditions
        found += is_told
    assert found > 20


def test_a_variable_is_a_key_that_is_asked_for() -> None:
    """A Resource with a variable is of requests with the key alone: another statement may ask for it."""
    named = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:a}"}
    wide = {**named, "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:a": "false"}}}
    subject = of_document(Document({"Version": "2012-10-17", "Statement": [named, wide]}))
    assert [each.index for each in _redundant(subject)] == [0]


def _redundant(subject: Subject) -> Iterator[CheckedStatement]:
    return meaning.redundant(subject, subject.grants.overlapping, subject.granting)


def _statement(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition}


def _policies(*statements: dict[str, Any]) -> Policies:
    return Policies((NamedPolicy("p", Document({"Version": "2012-10-17", "Statement": [*statements]})),))
