"""Compares an audit with an earlier one, its baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rolecast.audits.results import Audit, Audited, EscalationGraph
from rolecast.reading.faults import Fault, InputError

_LISTS = ("roles", "users", "groups")


class PrincipalNews(NamedTuple):
    """The changes of a principal since the baseline; `is_new` if it was not there.

    `activities` are newly granted, or to a higher degree. `beyond` has the services with more actions and the increase.
    `escalation` has ways, each followed by a space and its target. `reaches` has ARNs of newly reachable principals,
    which may be due to changes in those. `findings` are rules.
    """

    name: str
    arn: str
    is_new: bool
    activities: tuple[str, ...]
    beyond: Mapping[str, int]
    escalation: tuple[str, ...]
    reaches: tuple[str, ...]
    findings: tuple[str, ...]


_GRANTS = {"partial": 1, "conditional": 2, "full": 3}


def changes(audit: Audit, baseline: Any, name: str) -> tuple[PrincipalNews, ...]:
    """The changes since `baseline`, the JSON of an audit that is called `name` in messages.

    Raises InputError if it is not such JSON.
    """
    try:
        before = {each["arn"]: _State.read(each) for kind in _LISTS for each in baseline[kind]}
        reached = _reached_before(baseline["graph"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        remedy = "write one with `rolecast audit SOURCE --format json`"
        raise InputError([Fault(None, f"`{name}` is not the JSON of an audit", remedy)]) from None
    return tuple(_changed(audit.principals, before, _Reach(_reached_now(audit.graph), reached)))


_Reached = Mapping[str, tuple[frozenset[str], ...]]
"""The principals that each principal reaches, by edge. Edges with the same target share the set."""


def _reached_now(graph: EscalationGraph) -> _Reached:
    targets = [frozenset(each.principals) for each in graph.targets]
    return _by_source((each.sources, targets[each.target]) for each in graph.edges)


def _reached_before(graph: Any) -> _Reached:
    targets = [frozenset(each["principals"]) for each in graph["targets"]]
    return _by_source((each["from"], targets[each["to"]]) for each in graph["edges"])


def _by_source(edges: Iterable[tuple[Iterable[str], frozenset[str]]]) -> _Reached:
    found: dict[str, dict[frozenset[str], None]] = {}
    for sources, target in edges:
        for source in sources:
            found.setdefault(source, {})[target] = None
    return {source: tuple(targets) for source, targets in found.items()}


class _Reach(NamedTuple):
    now: _Reached
    before: _Reached

    def new(self, arn: str) -> frozenset[str]:
        """The newly reachable principals of a principal."""
        return _beyond(self.now.get(arn, ()), self.before.get(arn, ())) - {arn}


@lru_cache(maxsize=1_024)
def _beyond(now: tuple[frozenset[str], ...], before: tuple[frozenset[str], ...]) -> frozenset[str]:
    """The members of the sets that are in none of the earlier ones. Cached for principals with the same edges."""
    return frozenset().union(*now).difference(*before)


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


def _changed(principals: Iterable[Audited], before: Mapping[str, _State], reach: _Reach) -> Iterator[PrincipalNews]:
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
            tuple(sorted(reach.new(each.arn))),
            tuple(sorted(now.findings - then.findings)),
        )
        if any(change[2:]):  # apart from its identity
            yield change
