"""What an apply makes, as other tools see it: boto3, the AWS CLI, and Terraform's real provider."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.rendering import examples
from tests.rendering.readback import found, wanted
from tests.runs import mostly_long
from tests.tools import Server, terraform

from rolecast.cli.main import run
from rolecast.rendering.terraform import render
from rolecast.role import PolicyKind, Role

REGION = "ap-northeast-1"
TEAM = examples.FOLDER / "team.yaml"


Must = Callable[..., str]


@pytest.fixture
def must(aws: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Must:
    """`rolecast` with these arguments for the moto server, which has to succeed: what it prints."""

    def must(*arguments: str, region: str = REGION) -> str:
        with monkeypatch.context() as context:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                context.delenv(name)
            for name, value in aws.environment(region).items():
                context.setenv(name, value)
            context.setattr(sys, "stdin", io.StringIO())
            status = run([*arguments])
        written = capsys.readouterr()
        assert status == 0, written
        return written.out

    return must


def without_ours(state: dict[str, Any]) -> dict[str, Any]:
    """A role as it was found, less the tags that say whose it is."""
    managed = {name: {**policy, "tags": _people(policy["tags"])} for name, policy in state["managed"].items()}
    return {**state, "tags": _people(state["tags"]), "managed": managed}


@pytest.mark.parametrize("name", mostly_long(examples.AT_HOME, ["everything.yaml", "china.yaml"]))
def test_the_examples_are_made_as_they_are(name: str, aws: Server, must: Must) -> None:
    """Every role, its policies and their tags, read back past Rolecast; a second apply has nothing to do."""
    region = examples.region(name)
    must("apply", str(examples.FOLDER / name), "--yes", region=region)
    iam = aws.client("iam", region)
    for role in examples.at_home(name).values():
        assert without_ours(found(iam, role.name)) == wanted(role)
    assert must("apply", str(examples.FOLDER / name), region=region).startswith("No changes.")
    must("drift", str(examples.FOLDER / name), region=region)
    must("destroy", str(examples.FOLDER / name), "--yes", region=region)
    assert iam.list_roles()["Roles"] == []
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_a_file_without_a_home_is_deployed_where_the_credentials_are(aws: Server, must: Must) -> None:
    """Account and region are those of the credentials and of the settings."""
    file = examples.FOLDER / examples.HOMELESS
    must("apply", str(file), "--yes", region="eu-west-1")
    iam = aws.client("iam")
    for role in examples.roles(examples.HOMELESS).values():
        here = examples.put_in(role, "123456789012", "eu-west-1")
        assert without_ours(found(iam, role.name)) == wanted(here)


@pytest.mark.usefixtures("aws_cli")
def test_the_aws_cli_reads_the_same(aws: Server, must: Must) -> None:
    """Its answers to the documents, attachments and tags that `rolecast build` prints."""
    must("apply", str(TEAM), "--yes")
    built = json.loads(must("build", str(TEAM)))["roles"]
    for role in built:
        name = role["name"]
        there = _cli(aws, "get-role", f"--role-name={name}")["Role"]
        assert there["AssumeRolePolicyDocument"] == role["trust_policy"]
        assert there["Description"] == role["description"]
        tags = {tag["Key"]: tag["Value"] for tag in there["Tags"]}
        assert _people(tags) == role["tags"]
        assert tags["rolecast:deployment"] == "team"
        attached = _cli(aws, "list-attached-role-policies", f"--role-name={name}")["AttachedPolicies"]
        assert {policy["PolicyName"] for policy in attached} == {
            *(policy["name"] for policy in role["policies"]),
            *(arn.rpartition("/")[2] for arn in role["attached"]),
        }
        for policy in role["policies"]:
            arn = f"arn:aws:iam::123456789012:policy/{policy['name']}"
            version = _cli(aws, "get-policy-version", f"--policy-arn={arn}", "--version-id=v1")
            assert version["PolicyVersion"]["Document"] == policy["document"]


def test_terraform_reads_the_same_roles_without_a_difference(aws: Server, must: Must, tmp_path: Path) -> None:
    """Imported into the configuration that `rolecast build` makes, they leave nothing to change."""
    must("apply", str(TEAM), "--yes")
    roles = [*examples.roles("team.yaml").values()]
    (tmp_path / "roles.tf.json").write_text(render(roles), encoding="utf-8")
    blocks = {
        # Whose the roles are is not in the configuration.
        "provider": {"aws": {"ignore_tags": {"key_prefixes": ["rolecast:"]}}},
        "import": [block for role in roles for block in _imports(role)],
    }
    (tmp_path / "imports.tf.json").write_text(json.dumps(blocks), encoding="utf-8")
    real = terraform(tmp_path, aws.environment(REGION))
    real.init()
    count = len(blocks["import"])
    applied = real.must("apply", "-input=false", "-auto-approve")
    assert f"Apply complete! Resources: {count} imported, 0 added, 0 changed, 0 destroyed." in applied
    again = real.run("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout + again.stderr
    assert must("plan", str(TEAM)).startswith("No changes.")


def _imports(role: Role) -> list[dict[str, str]]:
    key = role.name.replace("-", "_")
    own = [policy.name for policy in role.policies if policy.kind is PolicyKind.MANAGED]
    arns = {name: f"arn:aws:iam::123456789012:policy/{name}" for name in own}
    attached = {**arns, **{each.arn.partition(":iam::")[2]: each.arn for each in role.resolve().attached}}
    return [
        {"to": f"aws_iam_role.{key}", "id": role.name},
        *({"to": f'aws_iam_policy.{key}["{name}"]', "id": arn} for name, arn in arns.items()),
        *(
            {"to": f'aws_iam_role_policy_attachment.{key}["{name}"]', "id": f"{role.name}/{arn}"}
            for name, arn in attached.items()
        ),
        {"to": f"aws_iam_role_policy_attachments_exclusive.{key}", "id": role.name},
        {"to": f"aws_iam_role_policies_exclusive.{key}", "id": role.name},
    ]


def _cli(aws: Server, *arguments: str) -> Any:
    done = subprocess.run(
        ["aws", "iam", *arguments, "--output=json"],
        env=aws.environment(REGION),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _people(tags: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in tags.items() if not name.startswith("rolecast:")}
