"""The files by which other tools run Rolecast: the GitHub action, and the hooks of pre-commit."""

from __future__ import annotations

import os
import re
import subprocess
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
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    script = next(step["run"] for step in steps if step["name"] == "Comment")
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "rolecast.md").write_text("### less\n", encoding="utf-8")
    given = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "CALLS": str(tmp_path / "calls"),
        "KNOWN": known,
        "REFUSED": str(refused),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_REPOSITORY": "o/r",
        "PULL": "7",
        "FILE": "roles.yaml",
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    outcome = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
    assert call in (tmp_path / "calls").read_text(encoding="utf-8")
    assert outcome.stdout.startswith(said)
    mark, text = (tmp_path / "comment.md").read_text(encoding="utf-8").split("\n", 1)
    assert re.fullmatch("<!-- rolecast compare [0-9a-f]{16} -->", mark)
    assert text == "### less\n"
