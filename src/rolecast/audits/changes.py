"""What an audit finds that an earlier one, a baseline, did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rolecast.audits.results import Audit, Audited, EscalationGraph
from rolecast.reading.faults import Fault, InputError

_LISTS = ("roles", "users", "groups")


class PrincipalNews(NamedTuple):
    """What is new of a principal: all of it if the principal `is_new`.

    `activities` are granted, or granted further than before. `beyond` are the services with more actions than before,
    with how many more. `escalation` are ways, each with its target behind a space; `reaches` are the ARNs of the
    principals that it could not reach before, which may be by a change of theirs; `findings` are rules.
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
    """What is new since `baseline`, the JSON of an audit that messages call `name`.

    Raises InputError where it is none.
    """
    try:
        before = {each["arn"]: _State.read(each) for kind in _LISTS for each in baseline[kind]}
        reached = _reached_before(baseline["graph"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        remedy = "write one with `rolecast audit SOURCE --format json`"
        raise InputError([Fault(None, f"`{name}` is not the JSON of an audit", remedy)]) from None
    return tuple(_changed(audit.principals, before, _Reach(_reached_now(audit.graph), reached)))


_Reached = Mapping[str, tuple[frozenset[str], ...]]
"""Those whom each principal reaches, by its edges. Edges with the same target share the set."""


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
        """Those whom a principal reaches and did not reach before."""
        return _beyond(self.now.get(arn, ()), self.before.get(arn, ())) - {arn}


@lru_cache(maxsize=1_024)
def _beyond(now: tuple[frozenset[str], ...], before: tuple[frozenset[str], ...]) -> frozenset[str]:
    """What is in some of the sets and in none of the earlier ones: the same for all principals with the same edges."""
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
        if any(change[2:]):  # all but who it is
            yield change
