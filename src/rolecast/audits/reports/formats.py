"""The formats of audit reports."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from rolecast.audits.changes import PrincipalNews
from rolecast.audits.results import Audit


class ReportSetting(NamedTuple):
    """Settings of a report: the `width` of tables, Rolecast's `version`, and `say`, which translates a text."""

    width: int = 100
    version: str = ""
    say: Callable[[str], str] = str


class AuditFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    SARIF = "sarif"
    HTML = "html"


_USUAL = ReportSetting()


def render(
    audit: Audit,
    format: AuditFormat | str,
    setting: ReportSetting = _USUAL,
    new: tuple[PrincipalNews, ...] | None = None,
) -> str:
    """The audit as text. `new` are the changes since a baseline; None without one."""
    # Imported on use: only one is needed.
    match AuditFormat(format):
        case AuditFormat.TEXT:
            from rolecast.audits.reports import text

            return text.render(audit, new, setting.width, setting.say)
        case AuditFormat.JSON:
            from rolecast.audits.reports import json

            return json.render(audit, new)
        case AuditFormat.TSV:
            from rolecast.audits.reports import tsv

            return tsv.render(audit)
        case AuditFormat.SARIF:
            from rolecast.audits.reports import sarif

            return sarif.render(audit, setting.version)
        case AuditFormat.HTML:
            from rolecast.audits.ranking import worst_first
            from rolecast.audits.reports import html
            from rolecast.audits.reports.json import describe

            order = [each.arn for each in worst_first(audit.principals)]
            return html.render(describe(audit), order, audit.language)
