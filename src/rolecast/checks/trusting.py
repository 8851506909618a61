"""Whom trust and resource policies let in."""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.statements import CheckedStatement
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import PolicyType


def trusting(subject: Subject) -> Iterator[CheckedStatement]:
    """The Allows of trust policies."""
    for checked in subject.statements:
        if checked.policy.type is PolicyType.TRUST and checked.is_allow:
            yield checked


def principals(checked: CheckedStatement, kind: str) -> tuple[str, ...]:
    """The principals of one type, such as Service, that a statement names."""
    named = checked.statement.principals
    return tuple(text for each, texts in (named.entries if named else ()) if each == kind for text in texts)


def needs_any(checked: CheckedStatement, *keys: str) -> bool:
    """Whether a condition needs a key that begins with one of `keys`, given in lower case."""
    return any(condition.key.startswith(keys) and condition.needs_key for condition in checked.conditions)
