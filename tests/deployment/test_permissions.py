"""The policy for whoever deploys is enough, and no more than that."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call, call, here
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.scenarios import AFTER, BEFORE, FULL_AFTER, FULL_BEFORE
from tests.deployment.test_drift import DEEDS
from tests.deployment.world import NAME, World, applied, carry_out, destroyed, planned, policy_arn
from tests.tools import ACCOUNT

from rolecast.account.client import connect
from rolecast.composition.compose import compose
from rolecast.deployment.execute import StoppedError
from rolecast.deployment.ownership import DEPLOYMENT_TAG
from rolecast.deployment.permissions import permissions
from rolecast.deployment.target import TargetAccount, roles_of_account
from rolecast.iam import services
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.rolefile.load import parse

__all__ = ["call", "here"]  # fixtures

HOME = TargetAccount(ACCOUNT, "aws", "us-east-1")
PATTERNS = ["/ml/sagemaker-*", "/sagemaker-*"]


def policy(*texts: str, only_reads: bool = False) -> Any:
    """The policy for these role files."""
    roles = [role for text in texts for role in roles_of_account(compose(parse(text)).values(), HOME)]
    return permissions(NAME, HOME, roles, PATTERNS, only_reads=only_reads).json


WHOLE = policy(BEFORE, AFTER, FULL_BEFORE, FULL_AFTER)


class Asked(NamedTuple):
    """A call as IAM decides about it."""

    action: str
    resource: str
    context: dict[str, str]


@pytest.fixture
def asked(world: World, proxy: Proxy) -> list[Asked]:
    """Every call of a life: made, changed, drifted, put back, changed at the quota, its answers lost, destroyed."""
    recorded: list[Asked] = []
    world.surround()

    def record() -> None:
        proxy.before_call = lambda parameters: recorded.extend(_asked(parameters))

    record()
    applied(BEFORE)
    for name in ("a policy's document", "the boundary removed", "an inline policy removed"):
        DEEDS[name].do(world.iam)
    planned(BEFORE, thorough=True)
    applied(BEFORE)
    applied(AFTER)
    applied(BEFORE)
    world.iam.create_user(UserName="ada")
    world.iam.attach_user_policy(UserName="ada", PolicyArn=policy_arn("writing", "/ml/"))
    destroyed(BEFORE)
    world.empty()
    world.surround()
    applied(FULL_BEFORE)
    applied(FULL_AFTER)
    world.empty()
    world.surround()
    connection = connect()
    plan = planned(BEFORE, connection=connection)
    creating = [number for number, step in enumerate(plan.steps) if step.operation in ("CreateRole", "CreatePolicy")]
    for number in creating[:2]:
        world.empty()
        world.surround()
        proxy.plan = Plan(Fault.RESET_AFTER, len(proxy.calls) + 3 + number)
        carry_out(plan, connection)
    return recorded


def _asked(parameters: dict[str, str]) -> Iterator[Asked]:
    """What IAM decides: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html"""
    action, state = parameters["Action"], backend.state()
    if action == "GetCallerIdentity":
        return
    role, arn = parameters.get("RoleName"), parameters.get("PolicyArn")
    requested = {
        parameters[f"Tags.member.{number}.Key"]: parameters.get(f"Tags.member.{number}.Value", "")
        for number in range(1, 51)
        if f"Tags.member.{number}.Key" in parameters
    }
    there: dict[str, Any] = {}
    if action == "CreatePolicy":
        resource = policy_arn(parameters["PolicyName"], parameters["Path"])
    elif role:
        there = state.get(f"role {role}", {})
        resource = f"arn:aws:iam::{ACCOUNT}:role{there.get('path') or parameters.get('Path', '/')}{role}"
    elif arn:
        there, resource = state.get(f"policy {arn}", {}), arn
    else:
        resource = "*"
    boundary = parameters.get("PermissionsBoundary") or there.get("boundary")
    context = {
        **{f"aws:RequestTag/{name}": value for name, value in requested.items()},
        **{f"aws:ResourceTag/{name}": value for name, value in there.get("tags", {}).items()},
        **({"iam:PermissionsBoundary": boundary} if boundary else {}),
        **({"iam:PolicyARN": arn} if role and arn else {}),
    }
    yield Asked(f"iam:{action}", resource, context)
    if requested and action.startswith("Create"):
        yield Asked(f"iam:Tag{action.removeprefix('Create')}", resource, context)


def _request(asked: Asked) -> Request:
    return Request(asked.action, asked.resource, context=asked.context)


def engine(document: Any) -> Engine:
    return Engine(Policies(identity=(NamedPolicy("deployer", Document(document)),)))


def test_it_is_enough_in_resources_and_conditions(asked: list[Asked]) -> None:
    """Our engine allows every call that was made, on what it was made on and with the tags that it had."""
    deciding = engine(WHOLE)
    refused = [call for call in asked if deciding.decide(_request(call)).answer is not Answer.ALLOW]
    assert len(asked) > 200
    assert refused == []


def test_it_has_no_action_that_is_not_used(asked: list[Asked]) -> None:
    """Each is among the calls of a whole life."""
    actions = {action for statement in WHOLE["Statement"] for action in statement["Action"]}
    assert actions == {call.action for call in asked}


def test_what_others_have_made_cannot_be_changed(asked: list[Asked]) -> None:
    """Without the deployment's tag, or with another one's, every call that writes is refused, but for making anew."""
    deciding = engine(WHOLE)
    reads = ("iam:Get", "iam:List")
    writing = [call for call in asked if not call.action.startswith(reads)]
    for tags in ({}, {f"aws:ResourceTag/{DEPLOYMENT_TAG}": "others"}):
        for action, resource, context in writing:
            foreign = {name: value for name, value in context.items() if not name.endswith(DEPLOYMENT_TAG)}
            request = Request(action, resource, context={**foreign, **tags})
            assert deciding.decide(request).answer is not Answer.ALLOW
    elsewhere = "arn:aws:iam::123456789012:role/admin"
    ours = {f"aws:{kind}Tag/{DEPLOYMENT_TAG}": NAME for kind in ("Request", "Resource")}
    assert deciding.decide(Request("iam:CreateRole", elsewhere, context=ours)).answer is not Answer.ALLOW
    attaching = {**ours, "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}
    role = "arn:aws:iam::123456789012:role/ml/sagemaker-people"
    assert deciding.decide(Request("iam:AttachRolePolicy", role, context=attaching)).answer is not Answer.ALLOW


def test_reading_is_enough_to_plan(world: World, proxy: Proxy) -> None:
    """Every call of a plan and of a search for drift is allowed by the policy that only reads."""
    world.surround()
    applied(BEFORE)
    recorded: list[Asked] = []
    proxy.before_call = lambda parameters: recorded.extend(_asked(parameters))
    planned(AFTER)
    planned(BEFORE, thorough=True)
    deciding = engine(policy(BEFORE, only_reads=True))
    assert len(recorded) > 10
    assert all(deciding.decide(_request(call)).answer is Answer.ALLOW for call in recorded)


def test_its_condition_keys_are_those_of_its_actions() -> None:
    """A key that an action does not have would keep it from ever being allowed."""
    iam = services.service("iam")
    assert iam is not None
    for statement in WHOLE["Statement"]:
        keys = [key for keys in statement.get("Condition", {}).values() for key in keys]
        for action in statement["Action"]:
            known = iam.condition_keys_of(iam.actions[action.removeprefix("iam:").lower()])
            templates = {key.partition("/")[0] for key in known}
            assert {key.partition("/")[0] for key in keys} <= templates


def test_it_is_enough_in_actions_where_moto_enforces_them(
    world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user with nothing else makes, changes, looks and destroys; with an action less it is refused.

    moto decides by Resource `*` alone and knows no conditions, so those are taken out.
    """
    world.surround()
    surroundings = backend.state()
    key = _user(world, [{"Effect": "Allow", "Action": _actions(WHOLE), "Resource": "*"}])
    monkeypatch.setenv("AWS_ENDPOINT_URL", world.server.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    _enforce(world, "0")
    try:
        applied(BEFORE)
        applied(AFTER)
        assert planned(AFTER, thorough=True).changes == ()
        destroyed(AFTER)
        assert backend.state() == surroundings
    finally:
        _enforce(world, "inf")
    _restrict(world, [action for action in _actions(WHOLE) if action != "iam:CreatePolicyVersion"])
    _enforce(world, "0")
    try:
        applied(BEFORE)
        with pytest.raises(StoppedError, match=r"CreatePolicyVersion: .*\(AccessDenied\)"):
            applied(AFTER)
    finally:
        _enforce(world, "inf")


def test_boundaries_are_demanded_where_every_role_has_one() -> None:
    """Then no role can be made without, none loses it, and no other one can be set."""
    text = BEFORE.replace("  jobs:\n", "  jobs:\n    permissions_boundary: PowerUserAccess\n")
    deciding = engine(policy(text))
    role = "arn:aws:iam::123456789012:role/sagemaker-x"
    made = {f"aws:RequestTag/{DEPLOYMENT_TAG}": NAME}
    ours = {f"aws:ResourceTag/{DEPLOYMENT_TAG}": NAME}
    bounded = {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}
    free = {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}
    assert deciding.decide(Request("iam:CreateRole", role, context={**made, **bounded})).answer is Answer.ALLOW
    for action, context in (
        ("iam:CreateRole", made),
        ("iam:CreateRole", {**made, **free}),
        ("iam:PutRolePermissionsBoundary", {**ours, **free}),
        ("iam:DeleteRolePermissionsBoundary", {**ours, **bounded}),
    ):
        assert deciding.decide(Request(action, role, context=context)).answer is not Answer.ALLOW


def test_the_command(call: Call, here: Any, snapshot: SnapshotAssertion) -> None:
    """Prints a document that IAM takes, without asking an account."""
    (here / "team.yaml").write_text(BEFORE, encoding="utf-8")
    done = call("permissions", "team.yaml")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == policy(BEFORE)
    assert done.out == snapshot
    assert json.loads(call("permissions", "team.yaml", "--read-only").out) == policy(BEFORE, only_reads=True)


def test_files_of_several_accounts_or_none(call: Call, here: Any) -> None:
    """The account can be given; without any, the policy is for all."""
    text = '{"version": 1, "roles": {"a": {"account": "111122223333"}, "b": {"account": "444455556666"}}}'
    (here / "roles.yaml").write_text(text, encoding="utf-8")
    assert call("permissions").err.startswith("the roles belong to 111122223333, 444455556666\n")
    assert "444455556666" not in call("permissions", "--account", "111122223333").out
    (here / "roles.yaml").write_text('{"version": 1, "roles": {"a": {}}}', encoding="utf-8")
    assert '"arn:aws:iam::*:role/sagemaker-*"' in call("permissions").out


def _actions(document: Any) -> list[str]:
    return [action for statement in document["Statement"] for action in statement["Action"]]


def _user(world: World, statements: list[dict[str, Any]]) -> dict[str, str]:
    world.iam.create_user(UserName="deployer")
    _restrict(world, statements[0]["Action"])
    key: dict[str, str] = world.iam.create_access_key(UserName="deployer")["AccessKey"]
    return key


def _restrict(world: World, actions: list[str]) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    world.iam.put_user_policy(UserName="deployer", PolicyName="deployer", PolicyDocument=json.dumps(document))


def _enforce(world: World, count: str) -> None:
    """After how many calls moto begins to decide by policies."""
    address = f"{world.server.endpoint}/moto-api/reset-auth"
    headers = {"Content-Type": "text/plain"}
    request = urllib.request.Request(address, count.encode(), headers, method="POST")  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        answer.read()
