"""The formats of findings."""

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
    """The interface of each format's module."""

    def render(self, results: Results) -> str: ...


def render(results: Results, format: ReportFormat | str) -> str:
    """The findings as text, ending with a line break unless empty."""
    return _reporter(ReportFormat(format)).render(results)


def _reporter(format: ReportFormat) -> Reporter:
    # Imported on use: only one is needed.
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
