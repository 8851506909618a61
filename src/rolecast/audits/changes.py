"""What an audit finds that an earlier one, a baseline, did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from rolecast.audits.results import Audit, Audited
from rolecast.reading.faults import Fault, InputError

_LISTS = ("roles", "users", "groups")


class PrincipalNews(NamedTuple):
    """What is new of a principal: all of it if the principal `is_new`.

    `activities` are granted, or granted further than before. `beyond` are the services with more actions than before,
    with how many more. `escalation` are ways, each with its target behind a space; `findings` are rules.
    """

    name: str
    arn: str
    is_new: bool
    activities: tuple[str, ...]
    beyond: Mapping[str, int]
    escalation: tuple[str, ...]
    findings: tuple[str, ...]


_GRANTS = {"partial": 1, "conditional": 2, "full": 3}


def changes(audit: Audit, baseline: Any, name: str) -> tuple[PrincipalNews, ...]:
    """What is new since `baseline`, the JSON of an audit that messages call `name`.

    Raises InputError where it is none.
    """
    try:
        before = {each["arn"]: _State.read(each) for kind in _LISTS for each in baseline[kind]}
    except (KeyError, TypeError, ValueError, AttributeError):
        remedy = "write one with `rolecast audit SOURCE --format json`"
        raise InputError([Fault(None, f"`{name}` is not the JSON of an audit", remedy)]) from None
    return tuple(_changed(audit.principals, before))


class _State(NamedTuple):
    activities: Mapping[str, int]
    beyond: Mapping[str, int]
    escalation: frozenset[str]
    findings: frozenset[str]

    @classmethod
    def read(cls, value: Any) -> _State:
        return cls(
            {each["id"]: _GRANTS[each["grant"]] for each in value["activities"]},
            {str(service): int(count) for service, count in value["beyond"]["services"].items()},
            frozenset(f"{each['way']} {target}" for each in value["escalation"] for target in each["targets"]),
            frozenset(each["rule"] for each in value["findings"]),
        )


def _changed(principals: Iterable[Audited], before: Mapping[str, _State]) -> Iterator[PrincipalNews]:
    nothing = _State({}, {}, frozenset(), frozenset())
    for each in principals:
        then = before.get(each.arn, nothing)
        now = _State(
            {granted.id: _GRANTS[granted.grant.value] for granted in each.activities},
            each.beyond.services,
            frozenset(f"{path.way} {target}" for path in each.escalation for target in path.targets),
            frozenset(finding.rule for finding in each.findings if finding.suppression is None),
        )
        more = {service: count - then.beyond.get(service, 0) for service, count in now.beyond.items()}
        change = PrincipalNews(
            each.name,
            each.arn,
            each.arn not in before,
            tuple(sorted(name for name, grant in now.activities.items() if grant > then.activities.get(name, 0))),
            {service: count for service, count in more.items() if count > 0},
            tuple(sorted(now.escalation - then.escalation)),
            tuple(sorted(now.findings - then.findings)),
        )
        if change.is_new or change.activities or change.beyond or change.escalation or change.findings:
            yield change
