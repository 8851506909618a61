"""The script: as the shell reads it, and as the real AWS CLI carries it out."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.rendering import examples, hostile
from tests.rendering.account import Account, make_by_hand
from tests.rendering.readback import found, wanted
from tests.tools import Server, shellcheck

from rolecast.reading.faults import InputError
from rolecast.rendering.aws_cli import render
from rolecast.role import AttachedPolicy, Environment, Role


def test_shellcheck_finds_nothing(tmp_path: Path) -> None:
    """Not even a matter of style, read as the shell of POSIX."""
    script = tmp_path / "roles.sh"
    script.write_text(render([*examples.roles("everything.yaml").values()]), encoding="utf-8")
    done = subprocess.run([shellcheck(), "--shell=sh", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.usefixtures("aws_cli")
def test_the_script_makes_roles_and_then_writes_nothing(account: Account, tmp_path: Path) -> None:
    """Managed, inline, attached, with a boundary, under hostile names and texts: made whole, and left so by bash."""
    attached = AttachedPolicy("arn:{{partition}}:iam::aws:policy/ReadOnlyAccess")
    plain, strange = examples.roles("minimal.json")["jobs"], hostile.several(2)["hostile-0"]
    bounded = replace(plain, permissions_boundary=attached, attached=(attached,), tags={"b": "2", "a": "1"})
    iam = account.server.client("iam")
    roles = _in_one_account([strange, bounded])
    for program in ("sh", "bash"):
        account.calls.clear()
        done = _run(roles, account.server, tmp_path, program=program)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert [found(iam, role.name) for role in roles] == [wanted(role) for role in roles]
    assert (account.writes, done.stderr) == ([], "")


@pytest.mark.usefixtures("aws_cli")
def test_in_china_the_partition_is_another(aws: Server, tmp_path: Path) -> None:
    """The script brings its region, by which the CLI finds the partition."""
    (role, *_) = examples.roles("china.yaml").values()
    done = _run([role], aws, tmp_path)
    assert done.returncode == 0, done.stderr
    assert found(aws.client("iam", "cn-north-1"), role.name) == wanted(role)


@pytest.mark.usefixtures("aws_cli")
def test_another_run_at_the_same_time_does_no_harm(account: Account, tmp_path: Path) -> None:
    """What it makes between a look and the creation is taken as found."""
    (role,) = examples.roles("minimal.json").values()
    resolved = role.resolve()
    iam = account.server.client("iam")
    others = {
        "CreateRole": lambda: iam.create_role(RoleName=role.name, AssumeRolePolicyDocument=hostile.TRUST.text),
        "CreatePolicy": lambda: iam.create_policy(
            PolicyName=role.policies[0].name, PolicyDocument=resolved.policies[0].document.text
        ),
    }
    account.is_faster = lambda action: others.pop(action, lambda: None)()
    done = _run([role], account.server, tmp_path)
    assert (done.returncode, others) == (0, {}), done.stderr
    assert found(iam, role.name) == wanted(role)


@pytest.mark.usefixtures("aws_cli")
def test_a_former_name_and_a_boundary_are_told_of(account: Account, tmp_path: Path) -> None:
    """With the commands that remove what is left: they run as they are printed."""
    (role,) = examples.roles("minimal.json").values()
    iam = account.server.client("iam")
    iam.create_role(RoleName="old", AssumeRolePolicyDocument=role.trust_policy.text)
    make_by_hand(role, iam)
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    iam.put_role_permissions_boundary(RoleName=role.name, PermissionsBoundary=boundary)
    own = iam.create_policy(PolicyName="p", Path="/it's/", PolicyDocument=hostile.document(["*"]).text)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="old", PolicyArn=own)
    iam.put_role_policy(RoleName="old", PolicyName="by-hand", PolicyDocument=hostile.document(["*"]).text)
    done = _run([replace(role, former_names=("old", "older"))], account.server, tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"role {role.name}: it also has the boundary {boundary}, which stays; to remove it:" in done.stderr
    assert f"role {role.name}: it is also there as old, its name before" in done.stderr
    assert "older" not in done.stderr
    commands = [line for line in done.stderr.splitlines() if line.startswith("    aws ")]
    script = "\n".join(["set -e", *commands])
    environment = account.server.environment()
    removed = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert removed.returncode == 0, removed.stderr
    assert [each["RoleName"] for each in iam.list_roles()["Roles"]] == [role.name]
    assert own not in [each["Arn"] for each in iam.list_policies(Scope="Local")["Policies"]]
    assert found(iam, role.name) == wanted(role)


@pytest.mark.usefixtures("aws_cli")
def test_a_changed_role_is_brought_up_to_date(aws: Server, tmp_path: Path) -> None:
    """Every setting follows; of five versions of a policy the oldest makes room; what else is there is told of."""
    (role,) = examples.roles("minimal.json").values()
    iam = aws.client("iam")
    make_by_hand(role, iam)
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
    name = f"role {role.name}: it also has the policy"
    assert done.stderr.splitlines()[-4:] == [
        f"{name} arn:aws:iam::aws:policy/ReadOnlyAccess, which stays; to remove it:",
        f"    aws iam detach-role-policy --role-name={role.name} --policy-arn='arn:aws:iam::aws:policy/ReadOnlyAccess'",
        f"{name} by-hand, which stays; to remove it:",
        f"    aws iam delete-role-policy --role-name={role.name} --policy-name='by-hand'",
    ]


@pytest.mark.usefixtures("aws_cli")
def test_the_script_stops_at_the_first_error(aws: Server, tmp_path: Path) -> None:
    """The error is shown, the exit status is not 0, and nothing that follows is done."""
    first, second = examples.roles("quick-setup.yaml").values()
    broken = replace(first, policies=(), attached=(AttachedPolicy("arn:aws:iam::aws:policy/NoSuchPolicy"),))
    done = _run([broken, second], aws, tmp_path)
    assert done.returncode != 0
    assert "NoSuchPolicy" in done.stderr
    assert [role["RoleName"] for role in aws.client("iam").list_roles()["Roles"]] == [first.name]


@pytest.mark.usefixtures("aws_cli")
def test_the_script_refuses_another_account(aws: Server, tmp_path: Path) -> None:
    """Whoever is signed in to another account is told, and nothing is made there."""
    roles = [*examples.roles("minimal.json").values()]
    environment = aws.environment(account="999999999999")
    done = _run(roles, aws, tmp_path, environment=environment)
    assert done.returncode == 1
    assert "these roles belong in the account 123456789012, and this one is 999999999999" in done.stderr
    assert aws.client("iam").list_roles()["Roles"] == []


@pytest.mark.usefixtures("aws_cli")
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


def _in_one_account(roles: list[Role]) -> list[Role]:
    return [replace(role, environment=Environment("123456789012", "eu-west-1")) for role in roles]


def _run(
    roles: list[Role], aws: Server, folder: Path, *, program: str = "sh", environment: dict[str, Any] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the script in an empty folder; it brings its own region."""
    here = aws.environment() if environment is None else environment
    here = {name: value for name, value in here.items() if not name.endswith("REGION")}
    script = folder / "roles.sh"
    script.write_text(render(roles), encoding="utf-8")
    return subprocess.run([program, str(script)], cwd=folder, env=here, capture_output=True, text=True, check=False)
