"""What a plan makes of the access of roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, call, here
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.test_drift import DEEDS
from tests.deployment.world import World, applied, planned

from rolecast.account.client import connect
from rolecast.account.live import read_account
from rolecast.deployment.before import before_and_after

__all__ = ["call", "here"]  # fixtures


@pytest.fixture
def iam(world: World) -> Any:
    """The owner's client, once BEFORE has been applied."""
    world.surround()
    applied(BEFORE)
    return world.iam


@pytest.mark.parametrize("is_disturbed", [False, True])
def test_the_roles_of_a_plan_are_those_of_the_account(iam: Any, is_disturbed: bool) -> None:
    """As they were before an apply and as they are after it, though they are read from the plan alone."""
    if is_disturbed:
        for name in ("a policy's document", "an attachment", "an inline policy removed"):
            DEEDS[name].do(iam)
    made = planned(AFTER)
    pairs = list(before_and_after(made))
    assert pairs
    for number in range(2):
        account = read_account(connect(None, None, None))
        for role in filter(None, (pair[number] for pair in pairs)):
            found = account.role(role.name)
            assert found is not None
            assert {*role.attachments} == {*found.attachments}
            assert role.boundary_arn == found.boundary_arn
            assert role.trust_policy.means_same(found.trust_policy)
            assert role.inline.keys() == found.inline.keys()
            assert all(document.means_same(found.inline[name]) for name, document in role.inline.items())
            for arn, document in role.managed.items():
                assert document.means_same(account.policies[arn].document)
        if number == 0:
            applied(AFTER)


def test_a_gain_fails_the_plan_if_that_is_asked_for(world: World, call: Call, here: Path) -> None:
    """A new role and one more bucket; the first is a gain as a whole."""
    text = """\
version: 1
account: "123456789012"
region: us-east-1
roles:
  reader: {activities: {s3-bucket-access: {s3_buckets: [raw]}}}
"""
    (here / "roles.yaml").write_text(text, encoding="utf-8")
    first = call("plan", "--fail-on-gain")
    assert first.status == 11
    assert "Access:\n  sagemaker-reader: new, gains 4 actions of s3, e.g. s3:" in first.out
    call("apply", "--yes")
    assert call("plan", "--fail-on-gain").status == 0
    (here / "roles.yaml").write_text(text.replace("[raw]", "[raw, models]"), encoding="utf-8")
    more = call("plan", "--fail-on-gain")
    assert more.status == 11
    assert "sagemaker-reader: gains 4 actions of s3, e.g. s3:" in more.out
    assert call("plan").status == 0
    (here / "roles.yaml").write_text(text.replace("version: 1\n", "version: 1\npacking: fewest\n"), encoding="utf-8")
    same = call("plan", "--fail-on-gain")
    assert same.status == 0
    assert "sagemaker-reader: same access, written differently" in same.out


def test_many_roles_are_not_all_compared_for_people(world: World, call: Call, here: Path) -> None:
    """That would take long. How many are left out is said."""
    head = 'version: 1\naccount: "123456789012"\nregion: us-east-1\nroles:\n'
    roles = "".join(f"  r{number}: {{activities: {{s3-full-access: }}}}\n" for number in range(23))
    (here / "roles.yaml").write_text(head + roles, encoding="utf-8")
    outcome = call("plan")
    assert outcome.out.count(": new, gains ") == 20
    assert outcome.out.endswith("  and 3 more roles, which are not compared here\n")
