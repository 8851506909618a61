"""Audits as tab-separated values, one principal per line."""

from __future__ import annotations

from rolecast.audits.activities import GrantDegree
from rolecast.audits.ranking import worst_first
from rolecast.audits.results import Audit, Audited
from rolecast.reading.faults import visible

HEADERS = (
    *("kind", "name", "arn", "last_used", "trusts", "full", "conditional", "partial", "allowed", "beyond"),
    *("escalation", "findings", "unavailable"),
)


def render(audit: Audit) -> str:
    rows = (HEADERS, *map(_row, worst_first(audit.principals)))
    return "".join("\t".join(map(visible, row)) + "\n" for row in rows)


def _row(each: Audited) -> tuple[str, ...]:
    by_grant = (" ".join(granted.id for granted in each.activities if granted.grant is grant) for grant in GrantDegree)
    time = each.last_used.time if each.last_used else None
    return (
        each.kind.value,
        each.name,
        each.arn,
        time.date().isoformat() if time else "never" if each.last_used else "",
        " ".join(trusted.principal for trusted in each.trust),
        *by_grant,
        str(each.allowed),
        str(each.beyond.number),
        " ".join(path.way for path in each.escalation),
        " ".join(dict.fromkeys(finding.rule for finding in each.findings if finding.suppression is None)),
        " ".join(each.unavailable),
    )
