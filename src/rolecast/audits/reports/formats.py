"""The formats that audits are reported in, and the one place that knows them all."""

from __future__ import annotations

from enum import StrEnum

from rolecast.audits.changes import Change
from rolecast.audits.results import Audit


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    SARIF = "sarif"


def render(
    audit: Audit, format: Format | str, *, new: tuple[Change, ...] | None = None, width: int = 100, version: str = ""
) -> str:
    """The audit as one text. `new` is what it has beyond a baseline, None without one; `width` is for tables."""
    # Each is imported when it is asked for.
    match Format(format):
        case Format.TEXT:
            from rolecast.audits.reports import text

            return text.render(audit, new, width)
        case Format.JSON:
            from rolecast.audits.reports import json

            return json.render(audit, new)
        case Format.TSV:
            from rolecast.audits.reports import tsv

            return tsv.render(audit)
        case Format.SARIF:
            from rolecast.audits.reports import sarif

            return sarif.render(audit, version)
