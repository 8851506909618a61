"""How often a plan parses policy documents."""

from __future__ import annotations

import pytest
from tests import parses
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.world import World, applied, planned


@pytest.mark.parametrize("thorough", [False, True])
def test_a_plan_parses_each_document_at_most_once(
    world: World, thorough: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the role file, those of the account and those between, for `plan` and for `drift`."""
    world.surround()
    applied(BEFORE)
    parsed = parses.count(monkeypatch)
    assert planned(AFTER, thorough=thorough).conflicts == ()
    assert parsed
    assert {text: count for text, count in parsed.items() if count > 1} == {}
