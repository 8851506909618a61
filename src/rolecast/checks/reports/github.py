"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from rolecast.checks.findings import Finding, Severity
from rolecast.checks.reports.results import Results
from rolecast.checks.reports.text import described
from rolecast.reading.faults import visible

_COMMANDS = {
    Severity.SUGGESTION: "notice",
    Severity.WARNING: "warning",
    Severity.SECURITY_WARNING: "warning",
    Severity.ERROR: "error",
}


def render(results: Results) -> str:
    return "".join(f"{_command(finding)}\n" for finding in results.findings)


def _command(finding: Finding) -> str:
    place = finding.place
    properties = {"file": place.source if place else finding.target.source}
    if place:
        properties |= {"line": str(place.line), "col": str(place.column)}
    properties["title"] = f"{finding.severity.value}: {finding.rule}"
    joined = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    remedy = f"\nhelp: {visible(finding.help)}" if finding.help else ""
    return f"::{_COMMANDS[finding.severity]} {joined}::{_escape(described(finding) + remedy)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
