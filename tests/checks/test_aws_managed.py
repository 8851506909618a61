"""AWS managed policies are checked without an error: all of them in a long run, in others each fourth."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

import pytest
from tests.runs import IS_LONG

from rolecast.checks.check import check
from rolecast.checks.findings import Finding, Severity
from rolecast.checks.reports.formats import ReportFormat, render
from rolecast.checks.reports.results import FileResult, Results
from rolecast.checks.subjects import of_document
from rolecast.iam import managed


@pytest.fixture(scope="module")
def found() -> dict[str, list[Finding]]:
    documents = [*managed.documents()]
    assert len(documents) >= 1582
    tried = documents if IS_LONG else [each for each in documents if crc32(each[0].encode()) % 4 == 0]
    return {name: check(of_document(document)) for name, document in tried}


def test_all_are_checked(found: dict[str, list[Finding]]) -> None:
    """None of them raises, none breaks the grammar, and every finding can be shown."""
    assert "invalid-policy" not in {finding.rule for findings in found.values() for finding in findings}
    for findings in found.values():
        for finding in findings:
            assert "{actions}" not in finding.message
            assert finding.target.statement is not None or finding.rule == "policy-size"
    results = Results(tuple(FileResult(name, tuple(findings)) for name, findings in found.items()))
    assert all(render(results, each).endswith("\n") for each in ReportFormat)


def test_no_rule_is_a_warning_on_most_of_them(found: dict[str, list[Finding]]) -> None:
    """Good policies have few warnings: what is found in many of them is a suggestion."""
    with_warnings = Counter(
        rule
        for findings in found.values()
        for rule in {each.rule for each in findings if each.severity.is_at_least(Severity.WARNING)}
    )
    assert max(with_warnings.values()) < len(found) / 8
