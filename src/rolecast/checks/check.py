"""Checks subjects with all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rolecast.checks import corrections, readings, rulebook, suppressions
from rolecast.checks.findings import Finding, Suppression, Target
from rolecast.checks.rulebook import Rule
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import TOGETHER, Subject
from rolecast.reading.faults import Place


def check(
    subject: Subject, suppressed: Iterable[Suppression] = (), rules: Iterable[Rule] | None = None
) -> list[Finding]:
    """The findings of the rules, by default all, on a role or policy document.

    Findings are sorted by position. Suppressed ones are included and marked. `suppressions.unused` reports unused
    suppressions, since one may apply to several subjects.
    """
    return next(check_each([subject], suppressed, rules))


def check_each(
    subjects: Iterable[Subject], suppressed: Iterable[Suppression] = (), rules: Iterable[Rule] | None = None
) -> Iterator[list[Finding]]:
    """The same as `check`, for each of many subjects."""
    chosen = tuple(rulebook.rules() if rules is None else rules)
    suppressed = tuple(suppressed)

    def find(subject: Subject) -> list[Finding]:
        return _found([subject], chosen)[0]

    left = iter(subjects)
    while together := list(islice(left, TOGETHER)):
        closed = iter(_found([each for each in together if not readings.is_open(each)], chosen))
        for subject in together:
            found = readings.certain(subject, find) if readings.is_open(subject) else next(closed)
            yield suppressions.apply(suppressed, sorted(found, key=_order))


def _found(subjects: Sequence[Subject], rules: Iterable[Rule]) -> list[list[Finding]]:
    """The findings for each subject. Applies rule by rule, which keeps a rule's code in the processor's cache."""
    found: list[list[Finding]] = [[] for _ in subjects]
    for rule in rules:
        for subject, findings in zip(subjects, found, strict=True):
            for problem in rule.find(subject):
                if (finding := _finding(rule, problem, subject)) is not None:
                    findings.append(finding)
    return found


def _where(problem: Problem, subject: Subject) -> tuple[Target, Place | None]:
    where = problem.where
    if where is None:
        return Target(subject.source, subject.role.key if subject.role else None), subject.place
    return where.target, where.place_of(problem.path) if isinstance(where, CheckedStatement) else where.place


def _finding(rule: Rule, problem: Problem, subject: Subject) -> Finding | None:
    """The problem as a finding; None if it is advice for authors about a statement that Rolecast ships."""
    target, place = _where(problem, subject)
    corrected = _corrections_for(problem, target, subject)
    if rule.is_for_authors and not corrected and subject.is_shipped(target.activities):
        return None
    return Finding(
        rule.id,
        rule.severity,
        problem.message,
        "; ".join(filter(None, (problem.help, corrected))) or None,
        target,
        problem.place or place,
        problem.actions,
        problem.access_analyzer or (rule.access_analyzer[0] if len(rule.access_analyzer) == 1 else None),
        resources=problem.resources,
    )


def _corrections_for(problem: Problem, target: Target, subject: Subject) -> str | None:
    """A help line with the catalogue's corrections that fix it; None if there are none."""
    applied = subject.role.recipe.corrections if subject.role and subject.role.recipe else ()
    needs = problem.needs or problem.actions
    return corrections.remedy(target.activities, needs, applied) if target.activities else None


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
