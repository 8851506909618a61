"""Deployments to a moto server through real HTTP: what comes of a plan, and what of the next one."""

from __future__ import annotations

from tests.deployment import backend
from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.world import World, applied, destroyed, planned


def test_a_second_apply_writes_nothing(world: World, proxy: Proxy) -> None:
    """Once the account is as the file says, an apply asks and changes nothing."""
    world.surround()
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
    world.surround()
    applied(AFTER)
    expected = backend.state()
    world.empty()
    world.surround()
    applied(BEFORE)
    applied(AFTER)
    assert backend.state() == expected


def test_destroy_leaves_what_was_there_before(world: World, proxy: Proxy) -> None:
    """Nothing of ours is left and nothing of others is touched."""
    world.surround()
    before = backend.state()
    applied(BEFORE)
    destroyed(BEFORE)
    assert backend.state() == before
