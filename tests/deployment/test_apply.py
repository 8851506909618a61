"""Deployments to a moto server through real HTTP: what comes of a plan, and what of the next one."""

from __future__ import annotations

from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.world import World, applied, destroyed, planned


def surroundings(world: World) -> None:
    """What the account has of others."""
    for name in ("outside-1", "outside-2", "limit"):
        world.policy(name)


def test_a_second_apply_writes_nothing(world: World, proxy: Proxy) -> None:
    """Once the account is as the file says, an apply asks and changes nothing."""
    surroundings(world)
    for text in (BEFORE, AFTER):
        applied(text)
        proxy.calls.clear()
        plan = applied(text)
        assert proxy.writes == []
        assert plan.steps == ()
        assert planned(text, thorough=True).to_change == ()
        assert planned(text, thorough=True).drift == ()


def test_an_update_ends_where_a_first_apply_would(world: World, proxy: Proxy) -> None:
    """It does not matter what was deployed before."""
    surroundings(world)
    applied(AFTER)
    expected = world.state()
    world.empty()
    surroundings(world)
    applied(BEFORE)
    applied(AFTER)
    assert world.state() == expected


def test_destroy_leaves_what_was_there_before(world: World, proxy: Proxy) -> None:
    """Nothing of ours is left and nothing of others is touched."""
    surroundings(world)
    before = world.state()
    applied(BEFORE)
    destroyed(BEFORE)
    assert world.state() == before
