"""Checks subjects by all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolecast.checks import corrections, readings, rulebook, suppressions
from rolecast.checks.findings import Finding, Suppression, Target
from rolecast.checks.rulebook import Rule
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject


def check(subject: Subject, suppressed: Iterable[Suppression] = ()) -> list[Finding]:
    """Everything that the rules find wrong with a role or with a policy document.

    Findings are sorted by where they are. Those that are suppressed are among them, marked; which of `suppressed`
    have no finding is for `suppressions.unused` to say, since one may serve several subjects.
    """
    found = readings.certain(subject, _found) if readings.is_open(subject) else _found(subject)
    return suppressions.apply(suppressed, sorted(found, key=_order))


def _found(subject: Subject) -> Iterator[Finding]:
    return (_finding(rule, problem, subject) for rule in rulebook.rules() for problem in rule.find(subject))


def _finding(rule: Rule, problem: Problem, subject: Subject) -> Finding:
    where = problem.where
    if where is None:
        target, place = Target(subject.source, subject.role.key if subject.role else None), subject.place
    elif isinstance(where, CheckedStatement):
        target, place = where.target, where.place_of(problem.path)
    else:
        target, place = where.target, where.place
    return Finding(
        rule.id,
        rule.severity,
        problem.message,
        _help(problem, target, subject),
        target,
        problem.place or place,
        problem.actions,
        problem.access_analyzer or (rule.access_analyzer[0] if len(rule.access_analyzer) == 1 else None),
    )


def _help(problem: Problem, target: Target, subject: Subject) -> str | None:
    """The rule's own help, and the corrections of the catalogue that mend it."""
    applied = subject.role.recipe.corrections if subject.role and subject.role.recipe else ()
    needs = problem.needs or problem.actions
    mended = corrections.remedy(target.activities, needs, applied) if target.activities else None
    return "; ".join(filter(None, (problem.help, mended))) or None


def _order(finding: Finding) -> tuple[object, ...]:
    place, target = finding.place, finding.target
    return (
        (place.line, place.column) if place else (0, 0),
        target.policy or "",
        -1 if target.statement is None else target.statement,
        finding.rule,
        finding.wording,
        finding.actions,
    )
