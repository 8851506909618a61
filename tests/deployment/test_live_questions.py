"""`denied` and `who` of the account that an AWS profile is of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.deployment.world import World
from tests.workflows.test_denying import IDENTITY, says

from rolecast.access.trusted import EntitledKind
from rolecast.cli.main import run
from rolecast.workflows.denying import denied
from rolecast.workflows.searching import who

TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"},
}
READS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::fraud/*"},
}


@pytest.fixture
def profile(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A profile of the account, which has a role and a user in a group."""
    config = tmp_path / "config"
    config.write_text(
        "[profile audit]\nregion = us-east-1\naws_access_key_id = test\naws_secret_access_key = test\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.chdir(tmp_path)
    iam = world.iam
    iam.create_role(RoleName="sagemaker-compute", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.put_role_policy(RoleName="sagemaker-compute", PolicyName="read", PolicyDocument=json.dumps(READS))
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=json.dumps(READS))
    iam.create_user(UserName="dana")
    iam.add_user_to_group(GroupName="readers", UserName="dana")
    return "audit"


def test_who_reads_the_account(profile: str) -> None:
    """Roles, users by their groups, and who can become a role."""
    found = who("s3:GetObject", resource="arn:aws:s3:::fraud/a", profile=profile)
    assert [(each.kind, each.arn.rpartition("/")[2]) for each in found.entitled] == [
        (EntitledKind.ROLE, "sagemaker-compute"),
        (EntitledKind.USER, "dana"),
        (EntitledKind.SERVICE, "sagemaker.amazonaws.com"),
    ]


def test_denied_asks_the_role_of_the_account(profile: str) -> None:
    """As it is there, whatever a role file says."""
    (found,) = denied(says("compute", "s3:PutObject", "arn:aws:s3:::fraud/a", IDENTITY), profile=profile)
    assert (found.role, found.agrees) == ("sagemaker-compute", True)
    (found,) = denied(says("compute", "s3:GetObject", "arn:aws:s3:::fraud/a", IDENTITY), profile=profile)
    assert found.agrees is False


def test_a_profile_that_is_not_there_is_an_error(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As for every command that connects."""
    assert run(["who", "s3:GetObject", "--profile", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err
