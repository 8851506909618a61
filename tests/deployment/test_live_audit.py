"""An audit of an account that is read through the API, in pages and throttled, with the policy that it prints."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.audits.accounts import ACCOUNT, TRUST, allow, grants
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.world import World

from rolecast.access.trusted import EntitledKind
from rolecast.account import live
from rolecast.account.errors import AccountError
from rolecast.account.permissions import reading
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.workflows.auditing import audit
from rolecast.workflows.denying import denied
from rolecast.workflows.searching import who

BUCKET = "arn:aws:s3:::fraud-training"
ROLES = 300
PAGE = 50
WITHOUT_POLICY = {"GetCallerIdentity"}
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture
def account(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Many roles, put into the server's memory, a user and her group, and a profile to read them with, page by page."""
    config = tmp_path / "config"
    config.write_text("[profile audit]\nregion = us-east-1\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setattr(live, "PAGE", PAGE)
    policy = document(
        allow("s3:ListBucket", BUCKET), allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], f"{BUCKET}/*")
    )
    for number in range(ROLES):
        backend.add_role(f"role-{number}", json.dumps(TRUST), {"data": policy})
    attached = world.policy("acl", allow("s3:PutObjectAcl", f"{BUCKET}/*"))
    world.iam.attach_role_policy(RoleName=f"role-{ROLES - 1}", PolicyArn=attached)
    world.iam.create_group(GroupName="admins")
    world.iam.put_group_policy(GroupName="admins", PolicyName="all", PolicyDocument=document(allow("*")))
    world.iam.create_user(UserName="ada")
    world.iam.add_user_to_group(GroupName="admins", UserName="ada")
    return world


class Throttling(Plan):
    """Refuses every other call at first."""

    def breaks(self, number: int) -> bool:
        return number % 2 == 0


@pytest.mark.usefixtures("account")
def test_every_principal_is_audited_with_the_printed_policy_alone(proxy: Proxy) -> None:
    """Each call is one that the policy allows, and it allows nothing else; a throttled call is repeated."""
    called: set[str] = set()
    proxy.before_call = lambda parameters: called.add(parameters["Action"])
    proxy.plan = Throttling(Fault.THROTTLED, 0)
    found = audit(profile="audit").principals
    assert proxy.calls.count("ListRoles") >= 2 * ROLES // PAGE
    by_name = {each.name: each for each in found}
    assert by_name.keys() == {"ada", "admins", *(f"role-{number}" for number in range(ROLES))}
    assert len(found) == len(by_name)
    assert all(grants(by_name[f"role-{number}"]) == {"s3-bucket-access": "full"} for number in range(ROLES))
    assert by_name["ada"].is_administrator
    assert_printed(called)


@pytest.mark.usefixtures("account")
def test_who_needs_no_more_than_the_printed_policy(proxy: Proxy) -> None:
    """The same calls, and every role is found."""
    called: set[str] = set()
    proxy.before_call = lambda parameters: called.add(parameters["Action"])
    proxy.plan = Throttling(Fault.THROTTLED, 0)
    found = who("s3:GetObject", resource=f"{BUCKET}/x", profile="audit").entitled
    kinds = Counter(each.kind for each in found)
    assert (kinds[EntitledKind.ROLE], kinds[EntitledKind.USER], kinds[EntitledKind.SERVICE]) == (ROLES, 1, 1)
    assert_printed(called)


@pytest.mark.usefixtures("account")
def test_denied_finds_a_role_of_the_last_page(proxy: Proxy) -> None:
    """With its policy and an attached one whose text comes pages later, by no more calls than the printed policy
    allows.
    """
    called: set[str] = set()
    proxy.before_call = lambda parameters: called.add(parameters["Action"])
    proxy.plan = Throttling(Fault.THROTTLED, 0)
    last = f"role-{ROLES - 1}"
    denials = [
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{last}/x is not authorized to perform: {action} on resource: "
        f"{BUCKET}/a because no identity-based policy allows the {action} action"
        for action in ("s3:GetObjectTagging", "s3:GetObject", "s3:PutObjectAcl")
    ]
    found = denied("\n".join(denials), profile="audit")
    assert [(each.role, each.agrees) for each in found] == [(last, True), (last, False), (last, False)]
    assert proxy.calls.count("GetAccountAuthorizationDetails") > ROLES // PAGE
    assert_printed(called)


def assert_printed(called: set[str]) -> None:
    """The printed policy allows each call, and nothing else."""
    engine = Engine(Policies(identity=(NamedPolicy("audit", reading()),)))
    needed = {f"iam:{name}" for name in called - WITHOUT_POLICY}
    assert all(engine.decide(Request(action, "*")).answer is Answer.ALLOW for action in needed)
    assert needed == set(reading().statements[0].actions or ())


@pytest.mark.usefixtures("account")
def test_an_account_that_refuses_is_an_error(proxy: Proxy) -> None:
    """Nothing is audited in part."""
    proxy.plan = Plan(Fault.DENIED, len(proxy.calls) + 1, lasts=True)
    with pytest.raises(AccountError):
        audit(profile="audit")
