"""The formats that a comparison is reported in."""

from __future__ import annotations

from enum import StrEnum

from rolecast.cli.comparisons.titles import Titles
from rolecast.workflows.comparing import Compared


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def render(compared: Compared, format: Format | str, titles: Titles) -> str:
    """The comparison as one text, which ends with a line break."""
    # Each is imported when it is asked for.
    match Format(format):
        case Format.TEXT:
            from rolecast.cli.comparisons import text

            return text.render(compared, titles)
        case Format.JSON:
            from rolecast.cli.comparisons import json

            return json.render(compared)
        case Format.GITHUB:
            from rolecast.cli.comparisons import github

            return github.render(compared, titles)
