"""The policies of one side, and their requirements on requests of an action and caller."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import combinations, groupby, product
from typing import NamedTuple, TypeVar

from rolecast.iam import clauses, decision, principals
from rolecast.iam.comparison.atoms import Atoms, Literal, Term, term
from rolecast.iam.comparison.budget import UndecidedError
from rolecast.iam.comparison.callers import CallerCase
from rolecast.iam.comparison.search import Conjunction
from rolecast.iam.decision import Engine, Situation
from rolecast.iam.policies import Layer, Policies, StatementRef
from rolecast.iam.principals import GrantReach
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect

Group = frozenset[Conjunction]
"""Statements; at least one of them must match."""
Route = frozenset[Group]
"""A way to be allowed: a statement of each group matches."""

_MOST_WAYS = 512
_Level = tuple[Layer, int]

T = TypeVar("T")


class Demands(NamedTuple):
    """The requirements for being allowed: one of the routes is open, and none of `denies` matches."""

    routes: frozenset[Route]
    denies: frozenset[Conjunction]

    def failures(self) -> Iterator[frozenset[Conjunction]]:
        """The ways in which all routes fail, as sets of statements that must not match."""
        if all(self.routes):
            ways = {frozenset().union(*groups) for groups in _picks(self.routes)}
            yield from (way for way in ways if not any(other < way for other in ways))


NOTHING = Demands(frozenset(), frozenset())
"""The demands of requests that are never allowed."""

About = tuple[Term, frozenset[Literal]]
"""A statement about some actions, and its literals for a request of one of them."""


class Side:
    """The policies of one side."""

    def __init__(self, policies: Policies, atoms: Atoms) -> None:
        self.policies = policies
        self.levels = {(layer, level) for layer, level, _ in policies.levels()}
        self.has_resource_policy = policies.resource is not None
        self._has_boundary = bool(policies.boundary)
        self._levels_needed: dict[CallerCase, list[tuple[GrantReach | None, list[_Level]]]] = {}
        entries = enumerate(policies.statements())
        found = (term(clauses.clause(entry, number), entry, atoms) for number, entry in entries)
        self.terms = tuple(each for each in found if each is not None)

    @cached_property
    def engine(self) -> Engine:
        return Engine(self.policies)

    def demands(self, about: Iterable[About], caller: CallerCase) -> Demands:
        """The requirements on a request of a caller, given the statements about its action."""
        asking = principals.caller(caller.principal, caller.service, has_boundary=self._has_boundary)
        denies: set[Conjunction] = set()
        allows: dict[_Level, list[tuple[GrantReach, Conjunction]]] = {}
        for each, literals in about:
            if not caller.situation.binds(each.layer) or (grant := each.clause.grant(asking)) is None:
                continue
            if each.effect is Effect.DENY:
                denies.add(literals)
            else:
                allows.setdefault((each.layer, each.level), []).append((grant, literals))
        if frozenset() in denies:
            return NOTHING
        if caller not in self._levels_needed:
            self._levels_needed[caller] = list(self._ways_in(caller.situation))
        routes = {
            route
            for wanted, levels in self._levels_needed[caller]
            if (route := _route(wanted, levels, allows)) is not None
        }
        return Demands(frozenset(_least(routes)), frozenset(_least(denies)))

    def allowing(self, request: Request) -> tuple[StatementRef, ...]:
        """The statements of identity policies and of the resource's own policy that allow the request."""
        name = request.action.lower()
        asking = principals.caller(request.principal, name.partition(":")[0], has_boundary=self._has_boundary)
        scope = clauses.scope(name, asking)
        return tuple(
            each.clause.ref
            for each in self.terms
            if each.effect is Effect.ALLOW
            and each.layer in (Layer.IDENTITY, Layer.RESOURCE)
            and each.is_about(name)
            and each.clause.covers(request.resource, request.context, scope)
            and each.clause.grant(asking) is not None
            and each.clause.holds(request.context)
        )

    def _ways_in(self, situation: Situation) -> Iterator[tuple[GrantReach | None, list[_Level]]]:
        """The levels that must allow, for each grant of a resource policy that makes a difference, or without one
        (None).
        """
        if situation.is_refused:
            return
        for wanted in (None, GrantReach.ROLE, GrantReach.DIRECT):
            layers = decision.needed_layers(situation, () if wanted is None else {wanted})
            if wanted is not None:
                if layers == decision.needed_layers(situation, ()):
                    continue  # a grant changes nothing across accounts, nor for a service
                layers |= {Layer.RESOURCE}
            layers = frozenset(layer for layer in layers if situation.binds(layer))
            if situation.is_root:
                layers -= {Layer.IDENTITY}
            absent = layers - {layer for layer, _ in self.levels}
            if Layer.IDENTITY in absent or Layer.RESOURCE in absent:
                continue
            if Layer.SESSION in absent and situation.is_federated_user:
                continue
            yield wanted, [level for level in self.levels if level[0] in layers]


def _route(
    wanted: GrantReach | None, levels: Iterable[_Level], allows: Mapping[_Level, list[tuple[GrantReach, Conjunction]]]
) -> Route | None:
    """The groups of a route with or without a grant of the resource policy; None if the route is closed."""
    groups = set()
    for level in levels:
        found = [
            literals
            for grant, literals in allows.get(level, ())
            if wanted is None or grant is wanted or level[0] is not Layer.RESOURCE
        ]
        if not found:
            return None
        if frozenset() not in found:
            groups.add(frozenset(_least(found)))
    return frozenset(groups)


def _least(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """The sets that have no other set as a subset, that is, those with the fewest requirements."""
    found: set[frozenset[T]] = set()
    smaller: list[frozenset[T]] = []  # only of smaller sizes, as equal ones cannot be subsets
    ordered = sorted(set(sets), key=len)
    for size, group in groupby(ordered, key=len):
        # For few literals, look up all subsets; for many, compare with each smaller set.
        is_quick = 1 << size < len(smaller)
        kept = [
            each
            for each in group
            if not (_has_part(each, found) if is_quick else any(other <= each for other in smaller))
        ]
        found.update(kept)
        smaller.extend(kept)
    return smaller


def _has_part(whole: frozenset[T], sets: Collection[frozenset[T]]) -> bool:
    members = tuple(whole)
    return any(frozenset(part) in sets for size in range(len(members)) for part in combinations(members, size))


def _picks(routes: frozenset[Route]) -> Iterator[tuple[Group, ...]]:
    """One group of each route."""
    for count, groups in enumerate(product(*routes)):
        if count == _MOST_WAYS:
            raise UndecidedError("too many cases: the ways in which policies can fail to allow")
        yield groups
