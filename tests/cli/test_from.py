"""`rolecast build --from`: what a change means before it is deployed, told on standard error."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Call
from tests.cli.test_build import TEAM

MOVED = TEAM.replace("  jobs: {", "  jobs: {path: /ml/, ")
REFUSED = "role `sagemaker-jobs`: refused: its path changes from `/` to `/ml/`, and IAM cannot move a role; "


@pytest.fixture
def changed(here: Path) -> Path:
    (here / "old.yaml").write_text(TEAM)
    path = here / "roles.yaml"
    path.write_text(MOVED)
    return path


def test_a_file_as_it_was(changed: Path, call: Call) -> None:
    """The output is what it is without; the exit status is 0, for nothing is wrong with the file."""
    outcome = call("build", "-f", "cloudformation", "--from", "old.yaml")
    assert outcome.status == 0
    assert outcome.out == call("build", "-f", "cloudformation").out
    assert outcome.err.startswith(f"{REFUSED}CloudFormation cannot replace a resource with a custom name")
    assert "\n  help: give the role a new name as well, or deploy without the role" in outcome.err


def test_a_format_that_nothing_deploys_tells_of_every_tool(changed: Path, call: Call) -> None:
    """JSON is read by programs: what they deploy with is not known."""
    lines = call("build", "--from", "old.yaml").err.splitlines()
    assert [line.partition(": ")[0] for line in lines if not line.startswith(" ")] == [
        "cloudformation",
        "hcl",
        "aws-cli",
    ]
    assert call("build", "--from", "roles.yaml", "-f", "hcl").err == "nothing changes\n"


def test_a_git_revision(changed: Path, call: Call, here: Path) -> None:
    """Of the same file, wherever the command runs."""
    changed.write_text(TEAM)
    for command in (
        ["init", "-q"],
        ["add", "roles.yaml"],
        ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=here, check=True)
    changed.write_text(MOVED)
    outcome = call("build", "-f", "hcl", "--from", "HEAD", "-o", "made.tf")
    assert outcome.status == 0
    assert outcome.err.startswith(REFUSED)
    (here / "inside").mkdir()
    assert call("build", str(changed), "-f", "hcl", "--from", "HEAD").err.startswith(REFUSED)
    changed.rename(here / "new.yaml")
    assert call("build", "new.yaml", "-f", "hcl", "--from", "HEAD:roles.yaml").err.startswith(REFUSED)
    assert "there is no file and no git revision `HEAD`" in call("build", "new.yaml", "--from", "HEAD").err


@pytest.mark.parametrize("earlier", ["none-such", "HEAD", "--output=x", ""])
def test_what_is_neither(earlier: str, changed: Path, call: Call, here: Path) -> None:
    """A file that is not there, a revision of no repository, and what would be an option of git's."""
    before = sorted(here.iterdir())
    outcome = call("build", f"--from={earlier}")
    assert (outcome.status, outcome.out) == (1, "")
    assert f"there is no file and no git revision `{earlier}` of the role file" in outcome.err
    assert sorted(here.iterdir()) == before


def test_the_earlier_file_is_not_written_over(changed: Path, call: Call, here: Path) -> None:
    """It is an input."""
    assert "`old.yaml` is the input `old.yaml`" in call("build", "--from", "old.yaml", "-o", "old.yaml").err
    assert (here / "old.yaml").read_text() == TEAM


def test_what_roles_may_do_is_compared(changed: Path, call: Call) -> None:
    """As `compare` does: more, less, or the same in other policies; nothing where no policy changes."""
    changed.write_text(TEAM.replace("version: 1", "version: 1\npacking: fewest"))
    told = call("build", "--from", "old.yaml").err
    assert told.partition("Access:\n")[2].startswith("  sagemaker-compute: same access, written differently\n")
    changed.write_text(TEAM.replace("  jobs: {", "  jobs: {trust: {services: [ec2.amazonaws.com]}, "))
    told = call("build", "--from", "old.yaml").err
    assert "sagemaker-jobs, who may assume it: gains sts:AssumeRole by ec2.amazonaws.com; loses" in told
    changed.write_text(TEAM.replace("  jobs: {", "  jobs: {description: x, "))
    assert "Access:" not in call("build", "--from", "old.yaml").err


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_what_the_cdk_does_depends_on_the_names(language: str, changed: Path, call: Call) -> None:
    """Without physical names a resource can be replaced."""
    assert call("build", "-f", f"cdk-{language}", "--from", "old.yaml").err.startswith(
        f"with physical names: {REFUSED}"
    )


def test_a_new_name_is_moved(changed: Path, call: Call) -> None:
    """Terraform is told that the role under the new name is the one of before."""
    changed.write_text(TEAM.replace("  jobs: {", "  jobs: {name: Jobs, "))
    outcome = call("build", "-f", "hcl", "--from", "old.yaml")
    assert "moved {\n  from = aws_iam_role.sagemaker_jobs\n  to   = aws_iam_role.jobs\n}\n" in outcome.out
    assert outcome.err.startswith("role `Jobs`: moved: it was `sagemaker-jobs`, which is destroyed once")
    assert "moved {" not in call("build", "-f", "hcl").out
