"""The files by which other tools run Rolecast: the GitHub action, and the hooks of pre-commit."""

from __future__ import annotations

import re
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
