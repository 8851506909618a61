"""The formats that findings are reported in, and the one place that knows them all."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol

from rolecast.checks.findings import Finding, Severity


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class FileResult(NamedTuple):
    """The findings of one file, suppressed ones among them. `name` is what messages call the file."""

    name: str
    findings: tuple[Finding, ...]


class Results(NamedTuple):
    """What a report tells. A finding below `fail_on` is no failure. `version` is Rolecast's."""

    files: tuple[FileResult, ...]
    fail_on: Severity = Severity.WARNING
    version: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of all files that are not suppressed."""
        return tuple(finding for file in self.files for finding in file.findings if finding.suppression is None)

    @property
    def suppressed(self) -> int:
        return sum(finding.suppression is not None for file in self.files for finding in file.findings)

    @property
    def failures(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity.is_at_least(self.fail_on))


class Reporter(Protocol):
    """What each format's module has."""

    def render(self, results: Results) -> str: ...


def render(results: Results, format: Format | str) -> str:
    """The findings as one text, which ends with a line break where it is not empty."""
    return _reporter(Format(format)).render(results)


def _reporter(format: Format) -> Reporter:
    # Each is imported when it is asked for.
    match format:
        case Format.TEXT:
            from rolecast.checks.reports import text

            return text
        case Format.JSON:
            from rolecast.checks.reports import json

            return json
        case Format.SARIF:
            from rolecast.checks.reports import sarif

            return sarif
        case Format.JUNIT:
            from rolecast.checks.reports import junit

            return junit
        case Format.GITHUB:
            from rolecast.checks.reports import github

            return github
