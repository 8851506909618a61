"""`rolecast import`, and that applying what it writes changes nothing but whose the roles are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call, call, here
from tests.deployment import backend
from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import allow
from tests.deployment.world import World

from rolecast.composition.compose import compose
from rolecast.role import PolicyKind, Role
from rolecast.rolefile.load import parse

__all__ = ["call", "here"]  # fixtures

TEAM = """
version: 1
account: "123456789012"
region: eu-west-1
roles:
  jobs:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [raw]
        ecr_repository_arns: [arn:aws:ecr:eu-west-1:123456789012:repository/fraud]
  people:
    description: Who works here.
    path: /ml/
    pass_roles: [jobs]
    network: {subnets: [subnet-0a1b2c3d4e5f67890], security_groups: [sg-0a1b2c3d4e5f67890]}
    activities:
      manage-ml-jobs:
      manage-models:
      manage-experiments:
      query-athena-workgroups: {workgroup_names: [primary, analysts]}
    extra_policies:
      by-hand:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sns:Publish", Resource: "*"}]
"""
NAMES = ["sagemaker-jobs", "sagemaker-people"]


@pytest.fixture
def made(world: World, here: Path) -> World:
    """The team's roles, made with timestamps and without us, as the console does."""
    for role in compose(parse(TEAM), timestamp="20240501T123456").values():
        _make(world, role.resolve())
    return world


def test_applying_what_was_imported_changes_only_whose_it_is(call: Call, made: World, proxy: Proxy) -> None:
    """Nothing but ownership tags is written, and then there is nothing to do and no drift."""
    before = backend.state()
    done = call("import", *NAMES, "-o", "roles.yaml")
    assert done.status == 0, done.err
    adopting = [word for name in NAMES for word in ("--adopt", name)]
    assert call("plan").status == 1
    proxy.calls.clear()
    applied = call("apply", "--yes", *adopting)
    assert applied.status == 0, applied.err
    assert set(proxy.writes) == {"TagRole", "TagPolicy"}
    assert _without_ours(backend.state()) == before
    assert call("plan").out.startswith("No changes.")
    assert call("drift").status == 0


def test_what_is_said(call: Call, made: World, snapshot: SnapshotAssertion) -> None:
    """The file to standard output, what was recognized to standard error."""
    assert call("import", *NAMES) == snapshot


def test_from_a_file_without_an_account(call: Call, made: World, proxy: Proxy, here: Path) -> None:
    """The same, but for what such a file does not have."""
    details = made.iam.get_account_authorization_details(Filter=["Role", "LocalManagedPolicy"])
    details.pop("ResponseMetadata")
    (here / "details.json").write_text(json.dumps(details, default=str), encoding="utf-8")
    live = call("import", *NAMES).out
    proxy.calls.clear()
    done = call("import", "--details", "details.json", *NAMES)
    assert proxy.calls == []
    assert done.out == live.replace("    description: Who works here.\n", "")
    assert "notice: descriptions and session lengths are not in such a file: add them\n" in done.err


def test_a_role_that_is_not_there(call: Call, made: World) -> None:
    """With the name that was meant, and nothing written."""
    done = call("import", "sagemaker-job", "sagemaker-people", "-o", "x.yaml")
    assert done.status == 1
    assert done.err.startswith(
        "the account 123456789012 has no role `sagemaker-job`\n  help: did you mean `sagemaker-jobs`?\n"
    )
    assert not Path("x.yaml").exists()


def test_a_file_that_is_there_is_kept(call: Call, made: World, proxy: Proxy, here: Path) -> None:
    """Before anything is asked."""
    (here / "roles.yaml").write_text("mine", encoding="utf-8")
    assert call("import", *NAMES, "-o", "roles.yaml").status == 1
    assert proxy.calls == []


def test_inline_policies_beside_managed_ones_stay_outside(call: Call, made: World, proxy: Proxy) -> None:
    """A role file cannot hold them; adopting the role leaves them as they are, and drift shows them."""
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:GetObject")]})
    made.iam.put_role_policy(RoleName="sagemaker-jobs", PolicyName="inline", PolicyDocument=document)
    done = call("import", "sagemaker-jobs", "-o", "roles.yaml")
    assert "inline policies beside managed ones, which a role file cannot hold: inline" in done.err
    assert call("apply", "--yes", "--adopt", "sagemaker-jobs").status == 0
    assert list(backend.inline("sagemaker-jobs")) == ["inline"]
    assert "+ inline policy inline was made outside and stays" in call("drift").out


def _make(world: World, role: Role) -> None:
    iam = world.iam
    iam.create_role(
        RoleName=role.name,
        Path=role.path,
        Description=role.description,
        AssumeRolePolicyDocument=role.trust_policy.text,
    )
    for policy in role.policies:
        assert policy.kind is PolicyKind.MANAGED
        text = json.dumps(policy.document.json, indent=4)
        arn = iam.create_policy(PolicyName=policy.name, Path=role.path, PolicyDocument=text)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)


def _without_ours(state: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {**part, "tags": {tag: value for tag, value in part["tags"].items() if not tag.startswith("rolecast:")}}
        for name, part in state.items()
    }
