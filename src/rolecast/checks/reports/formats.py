"""The formats that findings are reported in, and the one place that knows them all."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from rolecast.checks.reports.results import Results


class ReportFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class Reporter(Protocol):
    """What each format's module has."""

    def render(self, results: Results) -> str: ...


def render(results: Results, format: ReportFormat | str) -> str:
    """The findings as one text, which ends with a line break where it is not empty."""
    return _reporter(ReportFormat(format)).render(results)


def _reporter(format: ReportFormat) -> Reporter:
    # Each is imported when it is asked for.
    match format:
        case ReportFormat.TEXT:
            from rolecast.checks.reports import text

            return text
        case ReportFormat.JSON:
            from rolecast.checks.reports import json

            return json
        case ReportFormat.SARIF:
            from rolecast.checks.reports import sarif

            return sarif
        case ReportFormat.JUNIT:
            from rolecast.checks.reports import junit

            return junit
        case ReportFormat.GITHUB:
            from rolecast.checks.reports import github

            return github
