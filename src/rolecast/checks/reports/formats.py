"""The formats that findings are reported in, and the one place that knows them all."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from rolecast.checks.reports.results import Results


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


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
