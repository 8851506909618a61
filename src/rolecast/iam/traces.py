"""Traces: the reasons why a statement matches a request or not, as values for explanations."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from rolecast.iam import actions, clauses, conditions, patterns, principals
from rolecast.iam.clauses import Clause
from rolecast.iam.policies import Policies, StatementRef
from rolecast.iam.requests import Request
from rolecast.iam.statements import Condition, Statement
from rolecast.iam.variables import PLACE


class StatementPart(Enum):
    """A part of a statement other than its conditions."""

    ACTION = "action"
    RESOURCE = "resource"
    PRINCIPAL = "principal"


class FailedTest(NamedTuple):
    """A condition that does not hold. `given` is the request's value of the key; None if the key is absent."""

    condition: Condition
    given: str | tuple[str, ...] | None
    unresolved: tuple[str, ...] = ()
    """Absent keys of policy variables in the condition's values."""


class Trace(NamedTuple):
    """All parts of one statement that do not match a request."""

    ref: StatementRef
    statement: Statement
    parts: tuple[StatementPart, ...] = ()
    tests: tuple[FailedTest, ...] = ()
    unresolved: tuple[str, ...] = ()
    """Absent keys of policy variables in its Resource, if it can match for some of their values."""
    missing: tuple[str, ...] = ()
    """All absent keys that the statement tests, whether or not the condition holds."""

    @property
    def matches(self) -> bool:
        return not self.parts and not self.tests


def trace(policies: Policies, request: Request) -> Iterator[Trace]:
    """A trace of each statement in `policies`, including those that do not apply to the caller."""
    service = request.action.partition(":")[0].lower()
    caller = principals.caller(request.principal, service, has_boundary=bool(policies.boundary))
    scope = clauses.scope(request.action, caller)
    for number, entry in enumerate(policies.statements()):
        clause = clauses.clause(entry, number)
        parts = []
        if not actions.is_about(entry.statement, request.action):
            parts.append(StatementPart.ACTION)
        if not clause.covers(request.resource, request.context, scope):
            parts.append(StatementPart.RESOURCE)
        if clause.grant(caller) is None:
            parts.append(StatementPart.PRINCIPAL)
        unresolved = tuple(written for key, written in clause.asked_by_resources if key not in request.context)
        if unresolved and not _can_name(entry.statement, request.resource):
            unresolved = ()
        missing = tuple(written for key, written in clause.asked_by_tests if key not in request.context)
        failed = _failed(entry.statement, clause, request)
        yield Trace(
            entry.ref, entry.statement, tuple(parts), failed, unresolved, tuple(dict.fromkeys((*unresolved, *missing)))
        )


def _can_name(statement: Statement, resource: str) -> bool:
    """Whether a Resource with variables may match the resource for some values. May return True in error."""
    if statement.resources is None:
        return True
    for text in statement.resources:
        form = PLACE.sub("*", text)
        if form != text and any(
            patterns.matches(patterns.pattern(each), resource) for each in (form, patterns.completed(form))
        ):
            return True
    return False


def _failed(statement: Statement, clause: Clause, request: Request) -> tuple[FailedTest, ...]:
    context = request.context
    return tuple(
        FailedTest(
            condition,
            context.get(test.key),
            tuple(key for key in conditions.keys(test)[1:] if key.lower() not in context),
        )
        for condition, test in zip(statement.conditions, clause.tests, strict=True)
        if not test.holds(context)
    )
