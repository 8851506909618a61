"""Whenever trying requests finds one that a side allows and the other does not, the comparison says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from tests.iam.comparison.pairs import Json, Pairs
from tests.iam.comparison.runs import size
from tests.iam.comparison.sides import allow, assert_replays, identity, read

from rolecast.iam.comparison import Comparison, compare
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.policies import Policies
from rolecast.iam.requests import Request
from rolecast.reading.faults import InputError

FIRST = 100_000
REQUESTS = 60
MOST_UNKNOWN = 0.01
"""Of pairs whose policies have variables that depend on each other. Among AWS's own policies there is none."""


def two_identities(pairs: Pairs) -> tuple[Json, Json]:
    old, new = pairs.pair()
    return {"identity": [old]}, {"identity": [new]}


MADE: dict[str, tuple[Callable[[Pairs], tuple[Json, Json]], int]] = {
    "identity": (two_identities, size(0.5)),
    "layers": (Pairs.layers, size(0.25)),
    "resource": (Pairs.resource_policies, size(0.15)),
    "endpoint": (Pairs.endpoints, size(0.1)),
}


@pytest.mark.parametrize("kind", list(MADE))
def test_what_sampling_finds_is_found(kind: str) -> None:
    """In near misses of all operators, quantifiers, variables, exceptions, versions, layers and principals; what is
    shown replays.
    """
    make, count = MADE[kind]
    unknown = tried = 0
    for seed in range(FIRST, FIRST + count):
        pairs = Pairs(seed)
        old, new = make(pairs)
        try:
            policies = read(old), read(new)
        except InputError:
            continue
        comparison = compare(*policies)
        tried += 1
        unknown += bool(comparison.undecided_gains or comparison.undecided_losses)
        assert_replays(comparison, old, new)
        engines = [(Engine(one), Engine(other)) for one, other in sides(policies)]
        for request in pairs.requests((old, new), REQUESTS):
            for one, other in engines:
                assert_found(comparison, one, other, request, (seed, old, new))
    assert unknown <= max(2, tried * MOST_UNKNOWN)


def sides(policies: tuple[Policies, Policies]) -> Iterator[tuple[Policies, Policies]]:
    """The policies, and with them an identity policy that allows everything, where a resource policy has none."""
    yield policies
    old, new = policies
    if old.resource is not None and not any(each.identity or each.boundary for each in policies):
        everything = identity(allow("*")).identity
        yield Policies(everything, resource=old.resource), Policies(everything, resource=new.resource)


def assert_found(comparison: Comparison, old: Engine, new: Engine, request: Json, case: object) -> None:
    """If the engine decides the request differently, the comparison has a gain or loss, or does not know."""
    account, principal = request.get("resource_account"), request.get("principal")
    asked = Request(request["action"], request["resource"], principal, request["context"], account)
    assert asked.resource.count(":") in (0, 5)  # so that no wildcard can match a colon of it
    answers = [side.decide(asked).answer for side in (old, new)]
    if Answer.UNKNOWN in answers:
        return
    was, is_ = (answer is Answer.ALLOW for answer in answers)
    if is_ and not was:
        assert comparison.allows_more is not False, (json.dumps(case), asked)
    if was and not is_:
        assert comparison.allows_less is not False, (json.dumps(case), asked)
