"""Audits as JSON for programs, baselines and the page."""

from __future__ import annotations

from typing import Any

from rolecast.audits.changes import PrincipalNews
from rolecast.audits.results import Audit, Audited, Path, PrincipalKind, Proposal
from rolecast.audits.usage import UNUSED_DAYS, usage
from rolecast.checks.findings import Finding
from rolecast.reading.json_writing import indented
from rolecast.role import LastUse

FORMAT_VERSION = "1"
LISTS = {PrincipalKind.ROLE: "roles", PrincipalKind.USER: "users", PrincipalKind.GROUP: "groups"}


def render(audit: Audit, new: tuple[PrincipalNews, ...] | None = None) -> str:
    value = describe(audit)
    if new is not None:
        value["new"] = [{**each._asdict(), "beyond": dict(each.beyond)} for each in new]
    return indented(value)


def describe(audit: Audit) -> dict[str, Any]:
    """The JSON value: `{"format_version": "1", "account", "data_date", "not_considered", "unused", "roles": [...],
    "users", "groups", "graph"}`.
    """
    lists = {name: [_principal(each) for each in audit.principals if each.kind is kind] for kind, name in LISTS.items()}
    return {
        "format_version": FORMAT_VERSION,
        "account": audit.account,
        "data_date": audit.data_date,
        "not_considered": list(audit.not_considered),
        "unused": _unused(audit),
        **lists,
        "graph": {
            "edges": [
                {"way": each.way, "kind": each.kind, "from": list(each.sources), "to": each.target}
                for each in audit.graph.edges
            ],
            "targets": [{"pattern": each.pattern, "principals": list(each.principals)} for each in audit.graph.targets],
        },
    }


def _unused(audit: Audit) -> dict[str, Any] | None:
    found = usage(audit.principals)
    if found is None:
        return None
    return {"days": UNUSED_DAYS, "before": found.last.isoformat(), "principals": [each.arn for each in found.unused]}


def _principal(each: Audited) -> dict[str, Any]:
    return {
        "name": each.name,
        "arn": each.arn,
        "last_used": _last_used(each.last_used),
        "trust": [trusted._asdict() for trusted in each.trust],
        "activities": [
            {
                "id": granted.id,
                "grant": granted.grant.value,
                "missing": list(granted.missing),
                "resources": list(granted.resources),
                "conditions": list(granted.conditions),
                "within": list(granted.within),
            }
            for granted in each.activities
        ],
        "allowed": each.allowed,
        "administrator": each.is_administrator,
        "beyond": {
            "count": each.beyond.number,
            "services": dict(each.beyond.services),
            "levels": dict(each.beyond.levels),
        },
        "escalation": [_path(path) for path in each.escalation],
        "findings": [_finding(finding) for finding in each.findings],
        "unavailable": list(each.unavailable),
        **({"proposal": _proposal(each.proposal)} if each.proposal else {}),
    }


def _last_used(last: LastUse | None) -> dict[str, str | None] | None:
    """None if unknown; `time` is None if IAM recorded no use."""
    return last and {"time": last.time.isoformat() if last.time else None, "region": last.region}


def _proposal(proposal: Proposal) -> dict[str, Any]:
    if proposal.comparison is None:
        return {"role_file": None, "reasons": list(proposal.reasons)}
    from rolecast.iam.comparison import to_json

    return {
        "role_file": proposal.role_file,
        "activities": list(proposal.activities),
        "narrowing": list(proposal.narrowing),
        "kept": list(proposal.kept),
        **to_json(proposal.comparison),
    }


def _path(path: Path) -> dict[str, Any]:
    statements = [{"policy": policy, "statement": number, "sid": sid} for policy, number, sid in path.statements]
    return {"way": path.way, "kind": path.kind, "targets": list(path.targets), "statements": statements}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "policy": finding.target.policy,
        "statement": finding.target.statement,
        "sid": finding.target.sid,
        "suppressed": finding.suppression and finding.suppression.reason,
    }
