"""Findings as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from rolecast.checks import rulebook
from rolecast.checks.findings import Finding, Severity
from rolecast.checks.reports.results import Results
from rolecast.checks.reports.text import described, remedy_line
from rolecast.checks.rulebook import Rule
from rolecast.reading.faults import Fault, Place, visible

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Severity.SUGGESTION: "note",
    Severity.WARNING: "warning",
    Severity.SECURITY_WARNING: "warning",
    Severity.ERROR: "error",
}


def render(results: Results) -> str:
    """One run, with the rules that found something and their documentation. Suppressed findings are included and
    marked.

    If input could not be read, the run is marked as unsuccessful.
    """
    findings = [finding for file in results.files for finding in file.findings]
    names = sorted({finding.rule for finding in findings})
    driver = {
        "name": "rolecast",
        "version": results.version,
        "rules": [_rule(rulebook.rule(name)) for name in names],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _location(file.name)} for file in results.files],
        "results": [_result(finding, names.index(finding.rule)) for finding in findings],
    }
    if results.faults:
        notifications = [_notification(fault) for fault in results.faults]
        run["invocations"] = [{"executionSuccessful": False, "toolExecutionNotifications": notifications}]
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.section("What it does")},
        "help": {"text": rule.documentation, "markdown": rule.documentation},
        "helpUri": rule.sources[0],
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"severity": rule.severity.value, "accessAnalyzer": rule.access_analyzer},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    result = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": described(finding) + remedy_line(finding.help)},
        "locations": [_places(finding)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
        "properties": {
            "severity": finding.severity.value,
            "actions": finding.actions,
            "activities": finding.target.activities,
        },
    }
    if finding.suppression:
        result["suppressions"] = [{"kind": "external", "justification": finding.suppression.reason}]
    return result


def _notification(fault: Fault) -> dict[str, Any]:
    text = visible(fault.message) + remedy_line(fault.help)
    notification: dict[str, Any] = {"level": "error", "message": {"text": text}}
    if fault.place:
        notification["locations"] = [{"physicalLocation": _physical(fault.place.source, fault.place)}]
    return notification


def _physical(source: str, place: Place | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _location(source)}
    if place:
        physical["region"] = {"startLine": place.line, "startColumn": place.column}
    return physical


def _places(finding: Finding) -> dict[str, Any]:
    place, target = finding.place, finding.target
    places: dict[str, Any] = {"physicalLocation": _physical(place.source if place else target.source, place)}
    names = [name for name in (target.role, target.policy, target.sid) if name]
    return {**places, "logicalLocations": [{"fullyQualifiedName": "/".join(names)}]} if names else places


def _location(file: str) -> dict[str, str]:
    return {"uri": quote(PurePath(file).as_posix())}


def _fingerprint(finding: Finding) -> str:
    """A value that does not change if lines move."""
    target = finding.target
    parts = (finding.rule, target.source, target.role, target.policy, target.sid, target.statement, *finding.actions)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
