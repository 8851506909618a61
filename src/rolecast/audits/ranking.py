"""The order in which to review principals."""

from __future__ import annotations

from collections.abc import Iterable

from rolecast.access.ways import WayKind
from rolecast.audits.results import Audited


def worst_first(principals: Iterable[Audited]) -> list[Audited]:
    """Administrators first, then principals by their ways to change permissions, findings, further ways and other
    access.
    """
    return sorted(principals, key=_rank)


def _rank(each: Audited) -> tuple[object, ...]:
    kinds = [path.kind for path in each.escalation]
    open_findings = sum(finding.suppression is None for finding in each.findings)
    return (
        not each.is_administrator,
        -kinds.count(WayKind.IAM.value),
        -open_findings,
        -len(kinds),
        -each.beyond.number,
        each.name.lower(),
    )
