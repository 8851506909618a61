"""Audits as SARIF: the findings of all principals, as `check` reports them."""

from __future__ import annotations

from rolecast.audits.results import Audit
from rolecast.checks.findings import Finding
from rolecast.checks.reports import sarif
from rolecast.checks.reports.results import FileResult, Results


def render(audit: Audit, version: str) -> str:
    by_source: dict[str, list[Finding]] = {}
    for each in audit.principals:
        for finding in each.findings:
            by_source.setdefault(finding.target.source, []).append(finding)
    files = tuple(FileResult(source, tuple(found)) for source, found in by_source.items())
    return sarif.render(Results(files, version=version, language=audit.language))
