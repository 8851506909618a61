"""`rolecast import`, and that applying what it writes changes nothing but whose the roles are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call, call, here
from tests.deployment import backend
from tests.deployment.proxy import Proxy
from tests.deployment.world import World, allow

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
TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
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
    note, _, rest = done.out.partition("\n")
    assert note.startswith("# These roles may have descriptions and session lengths that are not known: add them")
    assert rest == live.replace("    description: Who works here.\n", "")
    assert "notice: account details have no descriptions and session lengths: add them\n" in done.err


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


def test_everything_that_a_role_holds_is_taken_over(call: Call, made: World, proxy: Proxy) -> None:
    """Inline policies beside managed ones, a shared policy, a trust policy of its own: nothing changes; no drift."""
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:GetObject", "*")]})
    made.iam.put_role_policy(RoleName="sagemaker-jobs", PolicyName="inline", PolicyDocument=document)
    shared = made.policy("shared", allow("iam:CreatePolicyVersion", "*"))
    for name in NAMES:
        made.iam.attach_role_policy(RoleName=name, PolicyArn=shared)
    trust = {**TRUST, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]}
    made.iam.update_assume_role_policy(
        RoleName="sagemaker-jobs", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    before = backend.state()
    done = call("import", *NAMES, "-o", "roles.yaml")
    assert done.status == 0, done.err
    request = "iam:CreatePolicyVersion", "arn:aws:iam::123456789012:policy/x"
    assert call("can", "roles.yaml", "--role", "jobs", *request).status == 0
    adopting = [word for name in NAMES for word in ("--adopt", name)]
    applied = call("apply", "--yes", *adopting)
    assert applied.status == 0, applied.err
    assert set(proxy.writes) == {"TagRole", "TagPolicy"}
    assert _without_ours(backend.state()) == before
    assert call("drift").status == 0


def test_a_role_that_a_file_cannot_hold_does_not_stop_the_others(call: Call, made: World, here: Path) -> None:
    """It is named with the reason; what can be written is, and the exit status says that not all is."""
    old = json.dumps({"Version": "2008-10-17", "Statement": [TRUST]})
    made.iam.create_role(RoleName="old", AssumeRolePolicyDocument=old)
    done = call("import", "old", "sagemaker-jobs", "-o", "roles.yaml")
    assert done.status == 1
    assert "error: role `old` cannot be written as a role file: a role file cannot hold its trust policy\n" in done.err
    assert list(yaml.safe_load((here / "roles.yaml").read_text(encoding="utf-8"))["roles"]) == ["jobs"]
    alone = call("import", "old", "-o", "none.yaml")
    assert alone.status == 1
    assert not (here / "none.yaml").exists()


def test_a_malformed_role_among_good_ones(call: Call, here: Path) -> None:
    """Of a file of details, which somebody may have edited: its place and what is wrong, and the others are written."""
    roles = [_detail("good"), {**_detail("bad"), "AttachedManagedPolicies": [{"PolicyArn": "x"}]}]
    (here / "details.json").write_text(json.dumps({"RoleDetailList": roles}, indent=1), encoding="utf-8")
    done = call("import", "--details", "details.json", "good", "bad", "-o", "roles.yaml")
    assert done.status == 1
    assert re.search(
        r"^error: details.json:\d+:\d+: role `bad` cannot be read: "
        r"`PolicyArn` is `x`, which is not the ARN of a managed policy",
        done.err,
        re.MULTILINE,
    )
    assert list(yaml.safe_load((here / "roles.yaml").read_text(encoding="utf-8"))["roles"]) == ["good"]
    assert call("import", "--details", "details.json", "good").status == 0


@pytest.mark.parametrize("path", ["/aws-service-role/ecs.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"])
def test_roles_that_only_aws_can_change_are_not_to_be_adopted(path: str, call: Call, here: Path) -> None:
    """They are written, to be checked, but the next step names the others; there is none if there are no others."""
    owned = {**_detail("owned"), "Path": path, "Arn": f"arn:aws:iam::123456789012:role{path}owned"}
    (here / "details.json").write_text(json.dumps({"RoleDetailList": [owned, _detail("a")]}), encoding="utf-8")
    done = call("import", "--details", "details.json", "owned", "a", "-o", "roles.yaml")
    assert list(yaml.safe_load((here / "roles.yaml").read_text(encoding="utf-8"))["roles"]) == ["owned", "a"]
    assert "next: `rolecast plan roles.yaml --adopt a`\n" in done.err
    assert "next:" not in call("import", "--details", "details.json", "owned").err


def test_what_the_file_cannot_tell_is_marked_in_it(call: Call, here: Path) -> None:
    """As comments, and then an answer that depends on it is not no but unknown."""
    arn = "arn:aws:iam::123456789012:policy/team/shared"
    role = {**_detail("a"), "AttachedManagedPolicies": [{"PolicyArn": arn}], "RoleLastUsed": {"Region": "eu-west-1"}}
    (here / "details.json").write_text(json.dumps({"RoleDetailList": [role]}), encoding="utf-8")
    assert call("import", "--details", "details.json", "a", "-o", "roles.yaml").status == 0
    text = (here / "roles.yaml").read_text(encoding="utf-8")
    assert text.startswith("# These roles may have descriptions and session lengths that are not known: add them")
    assert f"  # The document of {arn} is not known: what it allows or denies is not checked.\n  a:\n" in text
    assert call("can", "roles.yaml", "--role", "a", "s3:GetObject", "arn:aws:s3:::a/b").status == 13


def _detail(name: str) -> dict[str, Any]:
    return {
        "Path": "/",
        "RoleName": name,
        "Arn": f"arn:aws:iam::123456789012:role/{name}",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [TRUST]},
    }


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
