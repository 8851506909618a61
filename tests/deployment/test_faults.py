"""Everything that can break between two calls: at each call of a first apply, an update and a destroy in turn.

After each fault, running again ends where it would have ended without, nothing is left behind, nothing of others
is touched, and at no moment had a role less than both its old and its new policies grant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

import pytest
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.sampling import sampled
from tests.deployment.scenarios import AFTER, BEFORE, FULL_AFTER, FULL_BEFORE
from tests.deployment.world import World, allows, applied, destroyed, probes
from tests.runs import mostly_long

from rolecast.account import client
from rolecast.account.client import Connection, connect
from rolecast.account.errors import AccountError
from rolecast.deployment.execute import StoppedError


class Scenario(NamedTuple):
    """What is done to an account in which `begin` was applied."""

    begin: str | None
    run: Callable[[Connection], object]


SCENARIOS = {
    "first apply": Scenario(None, lambda connection: applied(BEFORE, connection=connection)),
    "update": Scenario(BEFORE, lambda connection: applied(AFTER, connection=connection)),
    "destroy": Scenario(BEFORE, lambda connection: destroyed(BEFORE, connection=connection)),
}
WITH_FULL = {
    **SCENARIOS,
    "update at the quota": Scenario(FULL_BEFORE, lambda connection: applied(FULL_AFTER, connection=connection)),
}
ANSWER_SECONDS = 0.4
"""What a client waits for where a call is not answered: long enough for any that is, even on a busy machine."""
PASSING = [Fault.THROTTLED, Fault.FAILED, Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.SILENT]
STOPPING = [Fault.DENIED, Fault.RESET_AFTER]


def with_each(scenarios: Iterable[str], faults: Sequence[Fault]) -> list[object]:
    """Every scenario with every fault; usually each fault in one scenario, and each scenario with one fault."""
    names = [*scenarios]
    pairs = [*product(names, faults)]
    rounds = range(max(len(names), len(faults)))
    return mostly_long(pairs, [(names[n % len(names)], faults[n % len(faults)]) for n in rounds])


def named(value: str | Fault) -> str:
    return value.name.lower() if isinstance(value, Fault) else value


class Stage:
    """A scenario that is played again and again from the same beginning."""

    def __init__(self, world: World, proxy: Proxy, name: str) -> None:
        self.proxy = proxy
        self.scenario = WITH_FULL[name]
        self.connection = connect()
        self.violations: list[str] = []
        world.surround()
        if self.scenario.begin:
            applied(self.scenario.begin, connection=self.connection)
        self._beginning = backend.keep()
        before = backend.grants()
        proxy.calls.clear()
        self.scenario.run(self.connection)
        self.calls = list(proxy.calls)
        self.ended = backend.state()
        after = backend.grants()
        self._both = {role: (before[role], after[role]) for role in before.keys() & after.keys()}

    def play(self, plan: Plan, *, watched: bool = False) -> bool:
        """Runs with the fault, then without until it ends. Whether the fault stopped the first run."""
        backend.put_back(self._beginning)
        self.proxy.reset()
        self.proxy.plan = plan
        self.proxy.after_writing = self._watch if watched else None
        stopped = False
        try:
            self.scenario.run(self.connection)
        except (StoppedError, AccountError):
            stopped = True
        self.proxy.plan = None
        if stopped:
            self.scenario.run(self.connection)
        assert backend.state() == self.ended, plan
        assert self.violations == []
        return stopped

    def _watch(self) -> None:
        """Compares what each role grants at this moment with what both its sides grant."""
        now = backend.grants()
        for role, (before, after) in self._both.items():
            current = now.get(role, ())
            for probe in probes(before, after):
                sides = allows(before, probe), allows(after, probe)
                has = allows(current, probe)
                if all(sides) and not has:
                    self.violations.append(f"{role} lacks {probe} after {self.proxy.calls[-1]}")
                if has and not any(sides):
                    self.violations.append(f"{role} has {probe} too much after {self.proxy.calls[-1]}")


@pytest.fixture
def set_up(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Fault], Stage]:
    """A stage for a fault. Where a call is to stay without an answer, the client, once warm, does not wait long."""

    def set_up(name: str, fault: Fault) -> Stage:
        stage = Stage(world, proxy, name)
        if fault is Fault.SILENT:
            monkeypatch.setattr(client, "TIMEOUT_SECONDS", ANSWER_SECONDS)
            stage.connection = connect()
        return stage

    return set_up


@pytest.mark.parametrize("name", WITH_FULL)
def test_no_moment_of_a_run_has_less_or_more_than_both_sides(name: str, world: World, proxy: Proxy) -> None:
    """What the old and the new policies both grant, a role has after every call; what neither grants, after none."""
    stage = Stage(world, proxy, name)
    stage.play(Plan(Fault.FAILED, -1), watched=True)
    assert len(proxy.writes) > 10


@pytest.mark.parametrize(("name", "fault"), with_each(SCENARIOS, PASSING), ids=named)
def test_a_passing_fault_at_any_call_changes_nothing(
    name: str, fault: Fault, set_up: Callable[[str, Fault], Stage], record_property: Callable[[str, object], None]
) -> None:
    """A call that fails once is made again, also where the server had done it: the run ends as if nothing had been."""
    stage = set_up(name, fault)
    numbers = sampled(range(len(stage.calls)), PASSING.index(fault))
    assert [number for number in numbers if stage.play(Plan(fault, number))] == []
    _report(record_property, f"{name}, {fault.value} once", len(numbers))


@pytest.mark.parametrize(("name", "fault"), with_each(WITH_FULL, STOPPING), ids=named)
def test_a_run_that_stops_at_any_call_is_run_again_and_ends_as_without(
    name: str, fault: Fault, set_up: Callable[[str, Fault], Stage], record_property: Callable[[str, object], None]
) -> None:
    """Stopped before the server has done a call, and after: no moment of both runs has less than both sides."""
    stage = set_up(name, fault)
    numbers = sampled(range(len(stage.calls)), [*WITH_FULL].index(name) + 2 * STOPPING.index(fault))
    stopped = [number for number in numbers if stage.play(Plan(fault, number, lasts=True), watched=True)]
    assert stopped == numbers
    _report(record_property, f"{name}, {fault.value} from a call on", len(numbers))


@pytest.mark.parametrize(("name", "fault"), with_each(SCENARIOS, PASSING), ids=named)
def test_every_lasting_fault_stops_each_kind_of_call(
    name: str, fault: Fault, set_up: Callable[[str, Fault], Stage], record_property: Callable[[str, object], None]
) -> None:
    """Whatever breaks for good stops the run, and running again ends where it would have ended at once."""
    stage = set_up(name, fault)
    kinds = sorted({call: number for number, call in enumerate(stage.calls)}.values())
    numbers = sampled(kinds, PASSING.index(fault))
    assert [number for number in numbers if stage.play(Plan(fault, number, lasts=True))] == numbers
    _report(record_property, f"{name}, {fault.value} for good at a call of each kind", len(numbers))


def _report(record_property: Callable[[str, object], None], what: str, count: int) -> None:
    record_property("cases", count)
    print(f"{what}: {count} cases")  # noqa: T201
