"""Findings for people: a line of totals, then a line for each, with the remedy below.

What is found alike on several roles of a file is one line with the list of the roles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rolecast.checks.findings import Finding, Severity, listed
from rolecast.checks.reports.results import Results
from rolecast.reading.faults import visible


def render(results: Results) -> str:
    return "".join(f"{line}\n" for line in _lines(results))


def finding_lines(finding: Finding, *alike: Finding) -> Iterator[str]:
    """`file:line:column: severity: message [rule]`, and the remedy, if there is one; `alike` are on other roles."""
    where = str(finding.place) if finding.place else finding.target.source
    yield visible(f"{where}: {finding.severity.value}: {described(finding, *alike)} [{finding.rule}]")
    if finding.help:
        yield visible(f"  help: {finding.help}")


def described(finding: Finding, *alike: Finding) -> str:
    """The message, after the roles, policy and statement that it is about where the place does not tell; visible."""
    target = finding.target
    parts = []
    roles = tuple(dict.fromkeys(each.target.role for each in (finding, *alike) if each.target.role))
    if roles:
        parts.append(f"role{'s' if len(roles) > 1 else ''} {listed(roles)}")
    if target.policy and any(each.target.policy != target.policy for each in alike):
        parts.append(f"activity {listed(target.activities)}")
    elif target.policy:
        parts.append(f"policy `{target.policy}`" if target.policy != "trust policy" else "trust policy")
    if target.statement is not None and (target.role or not finding.place):
        sid = f" (`{target.sid}`)" if target.sid else ""
        parts.append(f"statement {target.statement + 1}{sid}")
    return visible(f"{', '.join(parts)}: {finding.message}" if parts else finding.message)


def _lines(results: Results) -> Iterator[str]:
    groups = _groups(results.findings)
    if results.files:
        yield _totals(results, [first for first, *_ in groups])
    for group in groups:
        yield from finding_lines(*group)


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings in their order, those together that differ in their roles alone."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_kind(finding), []).append(finding)
    return list(groups.values())


def _kind(finding: Finding) -> object:
    """What findings on several roles of a file have in common; the finding itself where it is of no role."""
    target = finding.target
    if target.role is None:
        return finding
    of_activities = target._replace(role=None, policy=None if target.activities else target.policy)
    return replace(finding, target=of_activities, place=None)


def _totals(results: Results, findings: Iterable[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    found = [
        f"{counts[severity]} {severity.value.replace('-', ' ')}{'s' if counts[severity] > 1 else ''}"
        for severity in reversed(Severity)
        if counts[severity]
    ]
    files = f"{len(results.files)} file{'s' if len(results.files) != 1 else ''}"
    suppressed = f" ({results.suppressed} suppressed)" if results.suppressed else ""
    return f"{', '.join(found) or 'nothing found'} in {files}{suppressed}"
