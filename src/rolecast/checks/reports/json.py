"""Findings as JSON, for programs."""

from __future__ import annotations

import json
from typing import Any

from rolecast.checks import analyzer
from rolecast.checks.findings import Finding
from rolecast.checks.reports.results import Results
from rolecast.reading.faults import Fault

FORMAT_VERSION = "1"


def render(results: Results) -> str:
    """`{"format_version": "1", "files": [...], "findings": [...]}`. Includes suppressed findings, with the reason.

    `errors`, if present, are inputs that could not be read, so that empty `findings` do not mean that there are no
    problems. `statement` counts from 0, `line` and `column` from 1. Fields that do not apply are null.
    """
    value: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "files": [file.name for file in results.files],
        "findings": [_finding(finding) for file in results.files for finding in file.findings],
    }
    if results.faults:
        value["errors"] = [_error(fault) for fault in results.faults]
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _error(fault: Fault) -> dict[str, Any]:
    place = fault.place
    return {
        "message": fault.message,
        "help": fault.help,
        "file": place.source if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    target, place, code = finding.target, finding.place, finding.access_analyzer
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "file": place.source if place else target.source,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "role": target.role,
        "policy": target.policy,
        "statement": target.statement,
        "sid": target.sid,
        "activities": target.activities,
        "actions": finding.actions,
        "access_analyzer": code
        and {"code": code, "type": analyzer.TYPES[code].name, "address": analyzer.address(code)},
        "suppressed": finding.suppression and finding.suppression.reason,
    }
