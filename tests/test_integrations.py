"""The files by which other tools run Rolecast: the GitHub action, and the hooks of pre-commit."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = ("action.yml", ".pre-commit-hooks.yaml")
pytestmark = pytest.mark.skipif(
    not all((ROOT / name).exists() for name in FILES), reason="the source distribution has no files for other tools"
)


@pytest.mark.parametrize("name", FILES)
def test_the_commands_that_are_run_exist(name: str) -> None:
    """Each with the options that are given to it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    lines = re.findall(r"^ *(?:entry: )?rolecast (\w+)(.*)$", text, re.MULTILINE)
    assert len(lines) > 1
    for command, arguments in lines:
        found: click.Command = import_module(f"rolecast.cli.{command}").command
        options = {option for each in found.params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", arguments)) <= options


def test_the_action_uses_inputs_that_it_has() -> None:
    """Each is declared with a description and a default, and used."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    inputs = yaml.safe_load(text)["inputs"]
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(inputs)
    assert all(set(each) == {"description", "default"} for each in inputs.values())


def step(name: str, folder: Path, given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A step of the action in `folder`, as GitHub runs it; programs in the folder come first."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    script = next(each["run"] for each in steps if each["name"] == name)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    usual = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(folder),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    }
    return subprocess.run(command, cwd=folder, env={**usual, **given}, capture_output=True, text=True, check=False)


def write_program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("status", "kept"), [(0, True), (10, True), (1, False)], ids=["good", "findings", "unreadable"]
)
def test_the_action_gives_no_findings_of_what_it_could_not_read(status: int, kept: bool, tmp_path: Path) -> None:
    """A file of an unreadable one would be empty, and code scanning would close what was found before."""
    write_program(
        tmp_path / "rolecast", f'echo "$@"; case "$*" in *sarif*) exit {status % 10} ;; *) exit {status} ;; esac'
    )
    given = {"FILES": "a.yaml b.yaml", "FAIL_ON": "error", "SARIF": "found.sarif"}
    outcome = step("Check", tmp_path, given)
    assert (outcome.returncode, outcome.stdout) == (status, "check a.yaml b.yaml --format github --fail-on error\n")
    assert (tmp_path / "found.sarif").exists() is kept


def test_the_action_compares_with_the_base(tmp_path: Path) -> None:
    """A new file has nothing to be compared with; a base that was not fetched is an error with its remedy."""
    write_program(tmp_path / "rolecast", 'echo "$@"')

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        done = subprocess.run(["git", *who, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "empty")
    empty = git("rev-parse", "HEAD")
    (tmp_path / "roles.yaml").touch()
    git("add", "roles.yaml")
    git("commit", "-q", "-m", "with roles")
    short = git("rev-parse", "--short", "HEAD")
    for base, status, summary, said in (
        (git("rev-parse", "HEAD"), 0, f"compare {short}:roles.yaml roles.yaml --format github\n", ""),
        (empty, 0, "roles.yaml is new: there is nothing to compare it with\n", ""),
        ("0" * 40, 1, "", "::error::the base of the pull request is not in the checkout"),
    ):
        (tmp_path / "summary").write_text("", encoding="utf-8")
        outcome = step("Compare", tmp_path, {"FILE": "roles.yaml", "BASE": base})
        assert outcome.returncode == status
        assert outcome.stdout.startswith(said)
        assert (tmp_path / "summary").read_text(encoding="utf-8") == summary


GH = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in
*--paginate*) printf '%s' "$KNOWN" ;;
*) exit "$REFUSED" ;;
esac
"""


@pytest.mark.parametrize(
    ("known", "refused", "call", "said"),
    [
        ("", 0, "api --silent --method POST repos/o/r/issues/7/comments", ""),
        ("1\n2\n", 0, "api --silent --method PATCH repos/o/r/issues/comments/1 ", ""),
        ("", 1, "api --silent --method POST", "::notice::the comparison is in the summary"),
    ],
    ids=["first", "later", "refused"],
)
def test_the_action_keeps_one_comment(known: str, refused: int, call: str, said: str, tmp_path: Path) -> None:
    """A first run writes a comment, later ones update it; without the permission the job goes on and says so."""
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "rolecast.md").write_text("### less\n", encoding="utf-8")
    given = {
        "CALLS": str(tmp_path / "calls"),
        "KNOWN": known,
        "REFUSED": str(refused),
        "GITHUB_REPOSITORY": "o/r",
        "PULL": "7",
        "FILE": "roles.yaml",
    }
    outcome = step("Comment", tmp_path, given)
    assert outcome.returncode == 0
    assert call in (tmp_path / "calls").read_text(encoding="utf-8")
    assert outcome.stdout.startswith(said)
    mark, text = (tmp_path / "comment.md").read_text(encoding="utf-8").split("\n", 1)
    assert re.fullmatch("<!-- rolecast compare [0-9a-f]{16} -->", mark)
    assert text == "### less\n"
