"""A plan that is kept in a file is what it shows: one that was edited or damaged is refused, with the place.

`ROLECAST_EXAMPLES` says how many damaged plans are tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cli.conftest import Call, call, here
from tests.damage import damaged
from tests.deployment import backend, simulation
from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import allow, role_file
from tests.deployment.simulation import ACCOUNT
from tests.deployment.test_moments import TRUST, Side, document, own
from tests.deployment.world import World, applied, opened, planned, policy_arn
from tests.runs import case_count

from rolecast.account.client import Connection, connect
from rolecast.account.state import Account
from rolecast.cli import apply as command
from rolecast.deployment import kept_plan
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.execute import RefusedPlanError
from rolecast.deployment.plan import Plan, to_json, to_text
from rolecast.deployment.planning import Deployment
from rolecast.reading.faults import Fault, InputError, RolecastError

__all__ = ["call", "here"]  # fixtures

EXAMPLES = case_count(60)
ROLE = "sagemaker-full"
GET, LIST, SEND = allow("s3:GetObject"), allow("s3:ListBucket"), allow("sqs:SendMessage")
BEFORE, AFTER = role_file({"one": [GET], "two": [SEND]}), role_file({"one": [LIST], "three": [SEND]})
EVERYTHING = {"Version": "2012-10-17", "Statement": [allow("*")]}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"

Edit = Callable[[dict[str, Any]], object]


def number(plan: dict[str, Any], operation: str) -> int:
    """Which of the plan's steps is the first one of this operation."""
    return next(number for number, step in enumerate(plan["steps"]) if step["operation"] == operation)


def parameters(plan: dict[str, Any], operation: str) -> dict[str, Any]:
    found: dict[str, Any] = plan["steps"][number(plan, operation)]["parameters"]
    return found


def change(plan: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(change for change in plan["changes"] if change["kind"] == kind)
    return found


EDITS: dict[str, tuple[str, Edit]] = {
    "another step": (
        "steps[",
        lambda plan: plan["steps"].append(
            {"operation": "AttachRolePolicy", "parameters": {"RoleName": "r", "PolicyArn": ADMINISTRATOR}}
        ),
    ),
    "a step less": ("steps[", lambda plan: plan["steps"].pop(number(plan, "ListRoleTags"))),
    "another role": ("steps[", lambda plan: parameters(plan, "AttachRolePolicy").update(RoleName="Evil")),
    "another policy": ("steps[", lambda plan: parameters(plan, "AttachRolePolicy").update(PolicyArn=ADMINISTRATOR)),
    "another document": (
        "steps[",
        lambda plan: parameters(plan, "CreatePolicyVersion").update(PolicyDocument=json.dumps(EVERYTHING)),
    ),
    "a change that is hidden": ("changes[", lambda plan: plan["changes"].pop()),
    "a change that shows less": ("changes[", lambda plan: change(plan, "policy").update(after=EVERYTHING)),
    "roles that are wanted otherwise": (
        "changes[",
        lambda plan: plan["given"]["roles"][0]["policies"][0].update(document=EVERYTHING),
    ),
    "steps and roles, but not what is shown": (
        "changes[",
        lambda plan: (
            plan["given"]["roles"][0]["attached"].append(ADMINISTRATOR),
            plan["steps"].append(
                {"operation": "AttachRolePolicy", "parameters": {"RoleName": "r", "PolicyArn": ADMINISTRATOR}}
            ),
        ),
    ),
    "what is compared": ("compared.roles", lambda plan: plan["compared"].update(roles=9)),
}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The plan of an update, as its JSON, in an account without AWS, in which it can be made again."""
    before, after = (
        own(one=document(one), **{other: document(SEND)}) for one, other in ((GET, "two"), (LIST, "three"))
    )
    *_, account = simulation.states(simulation.empty(), simulation.work(simulation.empty(), [before.role])[0])
    return to_json(_plan(account, after, monkeypatch))


@pytest.mark.parametrize("name", EDITS)
def test_a_plan_that_was_edited(
    name: str, shown: dict[str, Any], monkeypatch: pytest.MonkeyPatch, call: Call, here: Path
) -> None:
    """What would be done is not what is shown: refused with the place, and nothing is carried out."""
    monkeypatch.setattr(command, "connect", lambda *_given: CONNECTION)
    path, edit = EDITS[name]
    edit(shown)
    text = json.dumps(shown, indent=1)
    (here / "forged.json").write_text(text, encoding="utf-8")
    done = call("apply", "forged.json", "--yes")
    assert done.status == 1
    found = next(line for line in done.err.splitlines() if f": `{path}" in line)
    _, line, column, _ = found.split(":", 3)
    assert text.splitlines()[int(line) - 1][int(column) - 1].strip()
    assert "help: make the plan again: it was edited" in done.err


def test_a_plan_for_what_belongs_to_others(world: World, proxy: Proxy) -> None:
    """Even one that is sound in itself: made as if the role and the policy were the deployment's."""
    world.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=TRUST.text)
    world.policy("one", allow("sns:Publish"))
    connection = connect()
    adopted = planned(BEFORE, ROLE, connection=connection)
    value = to_json(adopted)
    value["given"]["adopt"] = []
    with pytest.raises(InputError, match=r"plan.json:\d+:\d+: `conflicts\[0\]` does not match"):
        kept_plan.read(json.dumps(value), "plan.json").plan(connection)
    assert to_json(kept_plan.read(to_text(adopted), "plan.json").plan(connection)) == to_json(adopted)


def test_a_plan_for_an_account_that_has_changed(world: World, proxy: Proxy) -> None:
    """Also where a person has only taken something away."""
    applied(BEFORE)
    text = to_text(planned(AFTER))
    world.iam.detach_role_policy(RoleName=ROLE, PolicyArn=policy_arn("one"))
    with pytest.raises(RefusedPlanError, match=f"the account has changed since the plan was made: role `{ROLE}`"):
        kept_plan.read(text, "plan.json").plan(connect())


def test_a_plan_for_another_account(shown: dict[str, Any]) -> None:
    """Nothing is asked of IAM."""
    with pytest.raises(RefusedPlanError, match="the plan is for account 111122223333, but the credentials are for"):
        kept_plan.read(json.dumps({**shown, "account": "111122223333"}), "plan.json").plan(CONNECTION)


@pytest.mark.parametrize("thorough", [False, True])
def test_a_plan_is_applied_as_it_was_made(thorough: bool, world: World, proxy: Proxy) -> None:
    """Also a plan to destroy, and one that has read more."""
    applied(BEFORE)
    connection = connect()
    deployment = opened(AFTER, connection, named=False)
    for plan in (
        deployment.plan(connection, Adoption(), thorough=thorough),
        deployment.plan_to_destroy(connection, Adoption()),
    ):
        assert to_json(kept_plan.read(to_text(plan), "plan.json").plan(connection)) == to_json(plan)
    assert backend.state()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The plan of a first apply, in an account without AWS, in which it can be made again."""
    side = own(one=document(GET))._replace(attached=("outside-1",), boundary="outside-1")
    return _plan(simulation.empty({"outside-1": document(GET)}), side, monkeypatch)


def _plan(account: Account, side: Side, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(Deployment, "_read", lambda *_given, **_options: account)
    return Deployment(simulation.DEPLOYMENT, "roles.yaml", [side.role], is_named=True).plan(CONNECTION, Adoption())


CONNECTION: Connection = SimpleNamespace(account=ACCOUNT, partition="aws")  # type: ignore[assignment]


def test_damaged_plans(kept: Plan) -> None:
    """Cut off, with values of other kinds, with parts missing or twice: an error with a place, or what is shown."""
    for text in damaged("plan", to_json(kept), EXAMPLES):
        plan, faults = _read(text)
        assert all(fault.place or "account" in fault.message for fault in faults)
        assert faults or to_json(plan) == json.loads(text)


def _read(text: str) -> tuple[Any, Iterable[Fault]]:
    """The plan, or why there is none."""
    try:
        return kept_plan.read(text, "plan.json").plan(CONNECTION), ()
    except RolecastError as error:
        return None, error.faults


@pytest.mark.parametrize("key", ["deployment", "account", "given", "changes", "steps", "state", "format_version"])
def test_a_part_of_another_kind(key: str, kept: Plan, call: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command says where. The whole plan is carried out."""
    monkeypatch.setattr(command, "connect", lambda *_given: CONNECTION)
    monkeypatch.setattr(command, "carry_out", lambda *_given: 99)
    (here / "x.json").write_text(to_text(kept), encoding="utf-8")
    assert call("apply", "x.json", "--yes").status == 99
    others: tuple[Any, ...] = (None, [], 7, {"x": 1}, "?")
    for value in others:
        if not isinstance(value, type(to_json(kept)[key])) or key == "deployment":
            (here / "x.json").write_text(json.dumps({**to_json(kept), key: value}), encoding="utf-8")
            done = call("apply", "x.json", "--yes")
            assert done.status == 1
            assert "x.json:1:" in done.err
