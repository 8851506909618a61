"""The graph of privilege escalation: from principals, by their ways, to the account's roles and users.

Only complete ways are in it. A role is reachable by passing it if its trust policy allows the service that receives it,
and by assuming it if its trust policy allows the principal without conditions. IAM does not know the role of an
existing resource, such as a notebook: such a target has no principals. A pattern is a single target, however many
principals name it and however many it matches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rolecast.access.directory import EVERYBODY
from rolecast.access.holders import is_role
from rolecast.access.ways import BECOMING_USER, PASS_ROLE, WAYS, WayKind
from rolecast.audits.results import EscalationEdge, EscalationGraph, EscalationTarget, Path
from rolecast.audits.statements import Held, HeldStatement
from rolecast.iam import action_sets, patterns
from rolecast.iam.actions import is_about
from rolecast.iam.statements import Effect, Statement
from rolecast.role import Group, Principal, Role

ASSUME_ROLE = "assume-role"
_TRUST = "trust"
_ASSUMING = "sts:AssumeRole"
_BECOMING_ROLE = frozenset({"trust-policy"})
_OF_SERVICES = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})
"""Conditions against the confused deputy, which any caller that passes a role of its account meets."""
_SERVICES = {way.id: frozenset(way.services) for way in WAYS}


class _Limit(NamedTuple):
    """The effect of Denies and a boundary on an action: nothing that `denied` matches is allowed, only what each list
    of `spared` matches, and only what `within` matches, if there is a boundary.
    """

    denied: tuple[str, ...] = ()
    spared: tuple[tuple[str, ...], ...] = ()
    within: tuple[str, ...] | None = None

    def lets(self, arn: str) -> bool:
        return (
            not _is_any(self.denied, arn)
            and all(_is_any(texts, arn) for texts in self.spared)
            and (self.within is None or _is_any(self.within, arn))
        )


class _Aim(NamedTuple):
    """The target of a way: a pattern, with its limits and the services that roles must trust."""

    pattern: str
    services: frozenset[str] = frozenset()
    limit: _Limit = _Limit()
    users: bool = False


class _Node(NamedTuple):
    """A principal that may be reached, with the principals that its trust policy allows without conditions."""

    arn: str
    is_user: bool
    account: str | None
    trusted: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether the trust policy delegates to the account's own policies."""
        account = self.account or ""
        return any(
            text in (EVERYBODY, account) or text.endswith(f":iam::{account}:root") for text in self.trusted if account
        )


class Links(NamedTuple):
    """The parts of a principal's statements that the graph needs: the principals that its trust policy allows without
    conditions, its limits on passing and assuming roles, and the resources of roles that it may assume.
    """

    trusted: frozenset[str]
    passing: _Limit
    assuming: _Limit
    assumed: tuple[str, ...]


def links(role: Role, held: Held) -> Links:
    """The links of a principal, given in the shape of a role with all of its policies."""
    trusted = _trusted(role) if is_role(role) else frozenset[str]()
    assumed = tuple(_unconditional(held.allows, _ASSUMING))
    return Links(trusted, _limit(held, PASS_ROLE), _limit(held, _ASSUMING), assumed)


@dataclass
class GraphBuilder:
    """Collects principals one by one, and keeps only the data that the graph needs."""

    _nodes: list[_Node] = field(default_factory=list)
    _edges: defaultdict[tuple[str, str, _Aim], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """The principals that use a way of a kind with a target."""
    _limits: dict[str, _Limit] = field(default_factory=dict)
    """The limits on assuming roles, for principals that have any."""

    def add(self, principal: Principal, found: Links, paths: Iterable[Path]) -> None:
        """Adds a principal with its ways. Groups reach nobody."""
        if isinstance(principal, Group):
            return
        arn = principal.arn
        account = principal.environment.account
        self._nodes.append(_Node(arn, not isinstance(principal, Role), account, found.trusted))
        for path in paths:
            if path.kind == WayKind.EXISTING_RESOURCE.value:
                aims = [_Aim(target) for target in path.targets]
            elif path.kind == WayKind.PASSED_ROLE.value:
                aims = [_Aim(target, _SERVICES[path.way], found.passing) for target in path.targets]
            elif path.way in BECOMING_USER | _BECOMING_ROLE:  # other ways change permissions and reach nobody
                aims = [_Aim(target, users=path.way in BECOMING_USER) for target in path.targets]
            else:
                aims = []
            for aim in aims:
                self._edges[path.way, path.kind, aim][arn] = None
        if found.assuming != _Limit():
            self._limits[arn] = found.assuming
        for text in found.assumed:
            self._edges[ASSUME_ROLE, _TRUST, _Aim(text, limit=found.assuming)][arn] = None

    def build(self) -> EscalationGraph:
        targets: dict[EscalationTarget, int] = {}
        edges: list[EscalationEdge] = []
        known: dict[tuple[bool, _Aim], EscalationTarget] = {}

        def add(way: str, kind: str, sources: Iterable[str], target: EscalationTarget) -> None:
            number = targets.setdefault(target, len(targets))
            edges.append(EscalationEdge(way, kind, tuple(sources), number))

        for (way, kind, aim), sources in self._edges.items():
            if kind == WayKind.EXISTING_RESOURCE.value:
                add(way, kind, sources, EscalationTarget(aim.pattern, ()))
                continue
            key = kind == _TRUST, aim
            if key not in known:
                known[key] = EscalationTarget(aim.pattern, tuple(self._reached(aim, is_assumed=kind == _TRUST)))
            if set(known[key].principals) - (set(sources) if len(sources) == 1 else set()):
                add(way, kind, sources, known[key])
        for arn, named in self._named():
            add(ASSUME_ROLE, _TRUST, named, EscalationTarget(arn, (arn,)))
        edges.sort(key=lambda edge: (edge.kind, edge.way, edge.target))
        return EscalationGraph(tuple(edges), tuple(targets))

    def _reached(self, aim: _Aim, *, is_assumed: bool) -> Iterator[str]:
        for node in self._nodes:
            is_apt = node.is_open if is_assumed else not aim.services or not aim.services.isdisjoint(node.trusted)
            if is_apt and node.is_user == aim.users and _is_any((aim.pattern,), node.arn) and aim.limit.lets(node.arn):
                yield node.arn

    def _named(self) -> Iterator[tuple[str, list[str]]]:
        """The principals that a role's trust policy names, which is sufficient within an account."""
        there = {node.arn: self._limits.get(node.arn, _Limit()) for node in self._nodes}
        for node in self._nodes:
            named = [arn for arn in sorted(node.trusted & there.keys() - {node.arn}) if there[arn].lets(node.arn)]
            if named:
                yield node.arn, named


def _trusted(role: Role) -> frozenset[str]:
    """The services, accounts and principals that may assume a role; none if there is a Deny."""
    document = role.trust_policy
    if document.faults or any(each.effect is Effect.DENY for each in document.statements):
        return frozenset()
    return frozenset(text for each in document.statements if is_about(each, _ASSUMING) for text in _principals(each))


def _principals(statement: Statement) -> Iterator[str]:
    keys = {each.key.lower() for each in statement.conditions}
    if statement.principals is None or statement.principals.everyone:
        yield from () if keys else (EVERYBODY,)
        return
    for kind, texts in statement.principals.entries:
        if not keys or (kind == "Service" and keys <= _OF_SERVICES):
            yield from texts


def _limit(held: Held, action: str) -> _Limit:
    meant = action_sets.of_text(action)
    denies = [each for each in held.denies if each.actions & meant]
    within = None
    if held.bounds is not None:
        within = tuple(text for each in held.bounds.allows if each.actions & meant for text in _texts(each))
    return _Limit(
        tuple(dict.fromkeys(text for each in denies for text in each.texts)),
        tuple(each.statement.not_resources for each in denies if each.statement.not_resources is not None),
        within,
    )


def _unconditional(allows: Iterable[HeldStatement], action: str) -> Iterator[str]:
    meant = action_sets.of_text(action)
    for each in allows:
        if each.actions & meant and not each.tests:
            yield from each.texts


def _texts(each: HeldStatement) -> tuple[str, ...]:
    return each.texts or (EVERYBODY,)


def _is_any(texts: Iterable[str], arn: str) -> bool:
    return any(patterns.matches(_pattern(text), arn) for text in texts)


@lru_cache(maxsize=4_096)
def _pattern(text: str) -> patterns.Pattern:
    return patterns.pattern(patterns.completed(text))
