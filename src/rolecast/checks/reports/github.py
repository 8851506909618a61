"""Findings as workflow commands, which GitHub shows next to the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from rolecast.checks.findings import Finding, Severity
from rolecast.checks.reports.results import Results
from rolecast.checks.reports.text import described, remedy_line
from rolecast.reading.faults import Fault, Place, visible

_COMMANDS = {
    Severity.SUGGESTION: "notice",
    Severity.WARNING: "warning",
    Severity.SECURITY_WARNING: "warning",
    Severity.ERROR: "error",
}


def render(results: Results) -> str:
    commands = [*map(_of_fault, results.faults), *map(_of_finding, results.findings)]
    return "".join(f"{command}\n" for command in commands)


def _of_finding(finding: Finding) -> str:
    place = finding.place
    file = place.source if place else finding.target.source
    title = f"{finding.severity.value}: {finding.rule}"
    text = described(finding) + remedy_line(finding.help)
    return _command(_COMMANDS[finding.severity], title, text, file, place)


def _of_fault(fault: Fault) -> str:
    file = fault.place.source if fault.place else None
    return _command("error", "error", visible(fault.message) + remedy_line(fault.help), file, fault.place)


def _command(name: str, title: str, text: str, file: str | None, place: Place | None) -> str:
    properties = {"file": file} if file else {}
    if place:
        properties |= {"line": str(place.line), "col": str(place.column)}
    properties["title"] = title
    joined = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{name} {joined}::{_escape(text)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
