"""Findings for people: a line each, with the remedy below, and a line of totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rolecast.checks.findings import Finding, Severity
from rolecast.checks.reports.results import Results


def render(results: Results) -> str:
    return "".join(f"{line}\n" for line in _lines(results))


def finding_lines(finding: Finding) -> Iterator[str]:
    """`file:line:column: severity: message [rule]`, and the remedy, if there is one."""
    where = str(finding.place) if finding.place else finding.target.source
    yield visible(f"{where}: {finding.severity.value}: {described(finding)} [{finding.rule}]")
    if finding.help:
        yield visible(f"  help: {finding.help}")


def described(finding: Finding) -> str:
    """The message, after the role, policy and statement that it is about where the place does not tell; visible."""
    target = finding.target
    parts = []
    if target.role:
        parts.append(f"role `{target.role}`")
    if target.policy:
        parts.append(f"policy `{target.policy}`" if target.policy != "trust policy" else "trust policy")
    if target.statement is not None and (target.role or not finding.place):
        sid = f" (`{target.sid}`)" if target.sid else ""
        parts.append(f"statement {target.statement + 1}{sid}")
    return visible(f"{', '.join(parts)}: {finding.message}" if parts else finding.message)


def visible(text: str) -> str:
    """The text with line breaks and what else a terminal would act on as escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _lines(results: Results) -> Iterator[str]:
    for finding in results.findings:
        yield from finding_lines(finding)
    yield _totals(results)


def _totals(results: Results) -> str:
    counts = Counter(finding.severity for finding in results.findings)
    found = [
        f"{counts[severity]} {severity.value.replace('-', ' ')}{'s' if counts[severity] > 1 else ''}"
        for severity in reversed(Severity)
        if counts[severity]
    ]
    files = f"{len(results.files)} file{'s' if len(results.files) != 1 else ''}"
    suppressed = f" ({results.suppressed} suppressed)" if results.suppressed else ""
    return f"{', '.join(found) or 'nothing found'} in {files}{suppressed}"
