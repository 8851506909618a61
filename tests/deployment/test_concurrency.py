"""Two applies at once: another one runs from end to end between two calls of the first, at each of them in turn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import pytest
from tests.deployment import backend
from tests.deployment.proxy import READS, Proxy
from tests.deployment.sampling import sampled
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.world import World, applied, destroyed, planned

from rolecast.account.client import connect
from rolecast.deployment.changes import Verb
from rolecast.deployment.execute import RefusedPlanError, StoppedError


class Pair(NamedTuple):
    """What was applied before, what the first applies, and what the second does in between."""

    begin: str | None
    first: str
    second: str


PAIRS = {
    "the same first apply": Pair(None, BEFORE, BEFORE),
    "the same update": Pair(BEFORE, AFTER, AFTER),
    "an update and its opposite": Pair(BEFORE, AFTER, BEFORE),
}


@pytest.mark.parametrize("name", PAIRS)
def test_another_apply_in_between(
    name: str,
    world: World,
    proxy: Proxy,
    record_property: Callable[[str, object], None],
) -> None:
    """Each ends or stops; running again ends as if there had been one, and a destroy leaves nothing of ours.

    There is one moment that IAM gives no means to close, between the last look at a role's record and its
    writing: what another role file has made there is shown as made outside.
    """
    begin, first, second = PAIRS[name]
    connection, other = connect(), connect()
    world.surround()
    surroundings = backend.state()
    if begin:
        applied(begin)
    beginning = backend.keep()
    proxy.calls.clear()
    applied(first, connection=connection)
    calls, ended = list(proxy.calls), backend.state()
    # Of two that do the same, only what they write can meet.
    met = [n for n, call in enumerate(calls) if first != second or not call.startswith(READS)]
    numbers = sampled(met, [*PAIRS].index(name))
    for number in numbers:
        backend.put_back(beginning)
        proxy.reset()
        _interrupt(proxy, number, lambda: applied(second, connection=other))
        with suppress(StoppedError, RefusedPlanError):
            applied(first, connection=connection)
        assert proxy.interruption is None
        applied(first, connection=connection)
        changes = planned(first, connection=connection, thorough=True).changes
        if second != first and calls[number : number + 2] == ["ListRoleTags", "TagRole"]:
            assert {change.action for change in changes} <= {Verb.LEAVE}
            continue
        assert changes == ()
        assert backend.state() == ended
        destroyed(first, connection=connection)
        assert backend.state() == surroundings
    record_property("cases", len(numbers))
    print(f"{name}, another apply in between: {len(numbers)} cases")  # noqa: T201


def _interrupt(proxy: Proxy, number: int, deed: Callable[[], object]) -> None:
    """Does the deed once the call of this number is answered."""

    def once() -> None:
        if len(proxy.calls) > number:
            proxy.interruption = None
            deed()

    proxy.interruption = once
