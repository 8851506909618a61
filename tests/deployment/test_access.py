"""What a plan makes of the access of roles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, call, here
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.test_drift import DEEDS
from tests.deployment.world import World, applied, planned

from rolecast.account.client import connect
from rolecast.account.live import read_account
from rolecast.deployment.plan_roles import before_and_after
from rolecast.iam import comparison

__all__ = ["call", "here"]  # fixtures

ROLES = """\
version: 1
account: "123456789012"
region: us-east-1
roles:
  reader: {activities: {s3-bucket-access: {s3_buckets: [raw]}}}
"""


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
    text = ROLES
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


def test_a_plan_as_json_shows_the_access_of_its_roles(world: World, call: Call, here: Path) -> None:
    """By role, as `rolecast compare` does. Kept and applied, it must be what follows from the account."""
    (here / "roles.yaml").write_text(ROLES, encoding="utf-8")
    printed = call("plan", "--format", "json").out
    shown = json.loads(printed)
    [role] = shown["access"]
    assert (role["key"], role["change"], role["verdict"]) == ("sagemaker-reader", "added", "more")
    assert {action for gain in role["gains"] for action in gain["actions"]} >= {"s3:GetObject", "s3:PutObject"}
    assert role["trust"]["gains"]
    role["gains"] = role["gains"][1:]
    (here / "forged.json").write_text(json.dumps(shown), encoding="utf-8")
    refused = call("apply", "forged.json", "--yes")
    assert refused.status == 1
    assert "`access[0].gains[0].access_level` does not match" in refused.err
    (here / "plan.json").write_text(printed, encoding="utf-8")
    assert call("apply", "plan.json", "--yes").status == 0
    assert json.loads(call("plan", "--format", "json").out)["access"] == []


def test_roles_are_compared_once(world: World, call: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though both the JSON and the exit status say what is gained."""
    counted: list[object] = []
    compare = comparison.compare

    def counting(*sides: Any, **more: Any) -> object:
        counted.append(sides)
        return compare(*sides, **more)

    monkeypatch.setattr(comparison, "compare", counting)
    (here / "roles.yaml").write_text(ROLES, encoding="utf-8")
    outcome = call("plan", "--format", "json", "--fail-on-gain")
    assert outcome.status == 11
    assert json.loads(outcome.out)["access"][0]["verdict"] == "more"
    assert len(counted) == 2  # its permissions, and who may assume it


def test_a_new_role_shows_what_it_grants_by_activity_and_service(world: World, call: Call, here: Path) -> None:
    """Beside one example of all."""
    (here / "roles.yaml").write_text(ROLES, encoding="utf-8")
    assert "\n    s3-bucket-access: 4 of s3\n" in call("plan").out
