"""An audit of an account that is read through the API, in pages and throttled, with the policy that it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.audits.accounts import TRUST, allow, grants
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.world import World

from rolecast.account import live
from rolecast.account.errors import AccountError
from rolecast.account.permissions import reading
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.workflows.auditing import audit

BUCKET = "arn:aws:s3:::fraud-training"
ROLES = 6
WITHOUT_POLICY = {"GetCallerIdentity"}
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture
def account(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Some roles, a user and her group, and a profile to read them with, two to a page."""
    config = tmp_path / "config"
    config.write_text("[profile audit]\nregion = us-east-1\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setattr(live, "PAGE", 2)
    policy = document(
        allow("s3:ListBucket", BUCKET), allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], f"{BUCKET}/*")
    )
    for number in range(ROLES):
        world.iam.create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument=json.dumps(TRUST))
        world.iam.put_role_policy(RoleName=f"role-{number}", PolicyName="data", PolicyDocument=policy)
    world.iam.create_group(GroupName="admins")
    world.iam.put_group_policy(GroupName="admins", PolicyName="all", PolicyDocument=document(allow("*")))
    world.iam.create_user(UserName="ada")
    world.iam.add_user_to_group(GroupName="admins", UserName="ada")
    return world


@pytest.mark.usefixtures("account")
def test_every_principal_is_audited_with_the_printed_policy_alone(proxy: Proxy) -> None:
    """Each call is one that the policy allows, and it allows nothing else; a throttled call is repeated."""
    called: set[str] = set()
    proxy.before_call = lambda parameters: called.add(parameters["Action"])
    proxy.plan = Plan(Fault.THROTTLED, len(proxy.calls) + 2)
    found = audit(profile="audit").principals
    by_name = {each.name: each for each in found}
    assert sorted(by_name) == ["ada", "admins", *(f"role-{number}" for number in range(ROLES))]
    assert all(grants(by_name[f"role-{number}"]) == {"s3-bucket-access": "full"} for number in range(ROLES))
    assert by_name["ada"].is_administrator
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
