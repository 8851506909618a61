"""Suppressions of findings, and findings for suppressions that match nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolecast.checks import rulebook
from rolecast.checks.findings import Finding, Suppression, Target
from rolecast.iam import algebra, patterns

UNUSED = "unused-suppression"


def apply(suppressions: Iterable[Suppression], findings: Iterable[Finding]) -> list[Finding]:
    """The findings; those that a suppression matches are marked.

    A suppression of an action splits a finding: it is listed as suppressed for that action, and again for the others.
    """
    by_rule: dict[str, list[Suppression]] = {}
    for suppression in suppressions:
        by_rule.setdefault(suppression.rule, []).append(suppression)
    return [part for finding in findings for part in _parts(finding, by_rule.get(finding.rule, ()))]


def unused(suppressions: Iterable[Suppression], findings: Iterable[Finding], source: str) -> list[Finding]:
    """A finding for each suppression that matches none of `findings`. `source` is where the suppressions are from."""
    used = {finding.suppression for finding in findings}
    rule = rulebook.rule(UNUSED)
    return [
        Finding(
            UNUSED,
            rule.severity,
            f"this suppression of `{suppression.rule}` matches no finding",
            "remove it",
            Target(source),
            suppression.place,
        )
        for suppression in suppressions
        if suppression not in used
    ]


def _parts(finding: Finding, suppressions: Iterable[Suppression]) -> Iterator[Finding]:
    for suppression in suppressions:
        if suppression.role is not None and not _matches(suppression.role, finding.target.role or ""):
            continue
        if suppression.policy is not None and not _is_policy(suppression.policy, finding.target):
            continue
        if suppression.resource is not None and not _is_on(suppression.resource, finding.resources):
            continue
        if suppression.action is None:
            yield finding._replace(suppression=suppression)
            return
        taken = tuple(action for action in finding.actions if _is_action(suppression.action, action))
        if taken:
            yield finding._replace(actions=taken, suppression=suppression)
            left = tuple(action for action in finding.actions if action not in taken)
            if not left:
                return
            finding = finding._replace(actions=left)
    yield finding


def _is_policy(pattern: str, target: Target) -> bool:
    return _matches(pattern, target.policy or ("" if target.role else target.source))


def _is_action(pattern: str, action: str) -> bool:
    """Whether the pattern matches an action, or one of several combined ones."""
    return any(_matches(pattern.lower(), part) for part in action.lower().split(" with "))


def _is_on(pattern: str, resources: tuple[str, ...]) -> bool:
    """Whether the pattern covers all resources of a finding. False for a finding without resources."""
    wide = patterns.pattern(pattern)
    return bool(resources) and all(algebra.covers(wide, patterns.pattern(text)) for text in resources)


def _matches(pattern: str, text: str) -> bool:
    return patterns.matches(patterns.pattern(pattern), text)
