"""The script: as the shell reads it, and as the real AWS CLI carries it out."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.rendering import examples, hostile
from tests.rendering.readback import found, wanted
from tests.tools import Server, aws_cli, shellcheck

from rolecast.reading.faults import InputError
from rolecast.rendering.aws_cli import render
from rolecast.role import AttachedPolicy, Environment, Role


@pytest.mark.parametrize("name", examples.AT_HOME)
def test_shellcheck_finds_nothing(name: str, tmp_path: Path) -> None:
    """Not even a matter of style, read as the shell of POSIX."""
    script = tmp_path / "roles.sh"
    script.write_text(render([*examples.roles(name).values()]), encoding="utf-8")
    done = subprocess.run([shellcheck(), "--shell=sh", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["china.yaml", "everything.yaml", "minimal.json"])
def test_the_script_makes_the_roles_and_can_be_run_again(name: str, aws: Server, tmp_path: Path) -> None:
    """Managed, inline, attached, with a boundary: made whole, and left so by a second run."""
    roles = [*examples.roles(name).values()]
    iam = aws.client("iam", examples.region(name))
    for _ in range(2):
        done = _run(roles, aws, tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert [found(iam, role.name) for role in roles] == [wanted(role) for role in roles]
    assert not any(word in done.stderr for word in ("creating", "adding a version", "attaching", "also has"))


def test_hostile_texts_are_only_texts(aws: Server, tmp_path: Path) -> None:
    """Nothing that stands in a text is carried out, read as a file or changed; by bash this time."""
    roles = [*hostile.several(2).values()]
    iam = aws.client("iam", "ap-northeast-1")
    for _ in range(2):
        done = _run(roles, aws, tmp_path, program="bash")
        assert done.returncode == 0, done.stderr
        assert [found(iam, role.name) for role in roles] == [wanted(role) for role in roles]
    assert "adding a version" not in done.stderr


def test_a_changed_role_is_brought_up_to_date(aws: Server, tmp_path: Path) -> None:
    """Every setting follows; of five versions of a policy the oldest makes room; what else is there is told of."""
    (role,) = examples.roles("minimal.json").values()
    iam = aws.client("iam")
    assert _run([role], aws, tmp_path).returncode == 0
    arn = "arn:aws:iam::123456789012:policy/SM_CommonJobManagement_sagemaker-jobs"
    for number in range(4):
        document = hostile.document([f"arn:aws:s3:::{number}"]).text
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
    iam.attach_role_policy(RoleName=role.name, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.put_role_policy(RoleName=role.name, PolicyName="by-hand", PolicyDocument=hostile.document(["*"]).text)

    changed = replace(
        role,
        description="changed",
        max_session_duration=7200,
        tags={"team": "fraud"},
        permissions_boundary=AttachedPolicy("arn:{{partition}}:iam::aws:policy/PowerUserAccess"),
        trust_policy=hostile.TRUST,
    )
    done = _run([changed], aws, tmp_path)
    assert done.returncode == 0, done.stderr
    now = found(iam, role.name)
    assert now["inline"].pop("by-hand")
    assert now["attached"].pop() == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert now == wanted(changed)
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert sorted(version["VersionId"] for version in versions) == ["v2", "v3", "v4", "v5", "v6"]
    assert "it also has the policy arn:aws:iam::aws:policy/ReadOnlyAccess, which stays" in done.stderr
    assert "it also has the policy by-hand, which stays" in done.stderr


def test_the_script_stops_at_the_first_error(aws: Server, tmp_path: Path) -> None:
    """The error is shown, the exit status is not 0, and nothing that follows is done."""
    first, second = examples.roles("quick-setup.yaml").values()
    broken = replace(first, policies=(), attached=("arn:aws:iam::aws:policy/NoSuchPolicy",))
    done = _run([broken, second], aws, tmp_path)
    assert done.returncode != 0
    assert "NoSuchPolicy" in done.stderr
    assert [role["RoleName"] for role in aws.client("iam").list_roles()["Roles"]] == [first.name]


def test_the_script_refuses_another_account(aws: Server, tmp_path: Path) -> None:
    """Whoever is signed in to another account is told, and nothing is made there."""
    roles = [*examples.roles("minimal.json").values()]
    environment = aws.environment(account="999999999999")
    done = _run(roles, aws, tmp_path, environment=environment)
    assert done.returncode == 1
    assert "these roles belong in the account 123456789012, and this one is 999999999999" in done.stderr
    assert aws.client("iam").list_roles()["Roles"] == []


def test_the_script_refuses_a_role_under_another_path(aws: Server, tmp_path: Path) -> None:
    """IAM cannot move a role, so the script does not touch it."""
    (role,) = examples.roles("minimal.json").values()
    document = role.trust_policy.text
    aws.client("iam").create_role(RoleName=role.name, Path="/elsewhere/", AssumeRolePolicyDocument=document)
    done = _run([role], aws, tmp_path)
    assert done.returncode == 1
    assert f"role {role.name}: is there under another path, which cannot be changed" in done.stderr


def test_roles_of_two_accounts_share_no_script() -> None:
    """The CLI is signed in to one account."""
    (role,) = examples.roles("minimal.json").values()
    other = replace(role, key="other", environment=Environment("999999999999", "eu-west-1"))
    with pytest.raises(InputError, match="roles of 2 accounts cannot be in one script"):
        render([role, other])


def test_the_script_as_people_see_it(snapshot: SnapshotAssertion) -> None:
    """Read a change of this snapshot as a reviewer of a script would."""
    assert render([*examples.roles("minimal.json").values()]) == snapshot


def _run(
    roles: list[Role], aws: Server, folder: Path, *, program: str = "sh", environment: dict[str, Any] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the script in an empty folder; it brings its own region."""
    here = aws.environment() if environment is None else environment
    here = {name: value for name, value in here.items() if not name.endswith("REGION")}
    script = folder / "roles.sh"
    script.write_text(render(roles), encoding="utf-8")
    here["PATH"] = f"{Path(aws_cli()).parent}:{here['PATH']}"
    return subprocess.run([program, str(script)], cwd=folder, env=here, capture_output=True, text=True, check=False)
