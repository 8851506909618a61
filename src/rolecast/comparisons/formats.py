"""The output formats of a comparison."""

from __future__ import annotations

from enum import StrEnum

from rolecast.comparisons.titles import Titles
from rolecast.workflows.comparing import ComparedSources


class ComparisonFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def render(compared: ComparedSources, format: ComparisonFormat | str, titles: Titles) -> str:
    """The comparison in the format, ending with a line break."""
    # Imported on demand, so that a command loads only its own format.
    match ComparisonFormat(format):
        case ComparisonFormat.TEXT:
            from rolecast.comparisons import text

            return text.render(compared, titles)
        case ComparisonFormat.JSON:
            from rolecast.comparisons import json

            return json.render(compared)
        case ComparisonFormat.GITHUB:
            from rolecast.comparisons import github

            return github.render(compared, titles)
