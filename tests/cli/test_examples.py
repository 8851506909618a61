"""The examples in the help of every command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from tests.cli.conftest import Call

from rolecast.cli.main import COMMANDS, rolecast

TEAM = Path(__file__).parents[2] / "examples" / "demo.yaml"
OFFLINE = (
    "new",
    "build",
    "check",
    "can",
    "compare",
    "test",
    "explain",
    "permissions",
    "activities",
    "personas",
    "show",
)
FILES = ("roles.yaml", "team.yaml", "old.yaml", "new.yaml", "packed.yaml", "unpacked.yaml", "cases.jsonl")
ELSEWHERE = re.compile(r"HEAD|[.]json\b|template[.]yaml|--import|--set bucket|^rolecast \w+ - ?")
"""In examples with accounts, templates, git or variables, which the demo does not have."""
EXPECT = "    expect: {allow: [{action: s3:ListAllMyBuckets}]}\n"


def examples(name: str) -> Iterator[str]:
    """Each command line, without comments, pipes and redirections. A line that is indented more continues one."""
    command: click.Command = import_module(f"rolecast.cli.{name}").command
    text = re.sub(r"\\?\n {3,}", " ", command.epilog or "")
    for line in text.splitlines():
        for part in re.split(r"\s(?:[|]|&&|\|\|)\s|;\s", re.sub(r"\s+#.*", "", line)):
            if found := re.match(r"\s*(?:eval \"\$\()?(rolecast \w.*?)(?:\)\")?(?:\s[<>]\s.*)?$", part):
                yield found[1].strip()


ALL = [(name, example) for name in COMMANDS for example in examples(name)]


def is_for_the_demo(example: str) -> bool:
    return example.split()[1] in OFFLINE and not ELSEWHERE.search(example)


def test_every_command_has_an_example() -> None:
    """Of itself."""
    assert {name for name, example in ALL if example.split()[1] == name} == set(COMMANDS)


@pytest.mark.parametrize(("name", "example"), ALL)
def test_examples_are_usage_that_is_taken(name: str, example: str) -> None:
    """Every option exists and has a value that is one of its own."""
    _, called, *arguments = shlex.split(example)
    command: click.Command = import_module(f"rolecast.cli.{called}").command
    # A command keeps the help option of the first context that it is in.
    command.make_context(called, arguments, parent=click.Context(rolecast, help_option_names=["-h", "--help"]))


@pytest.mark.parametrize("example", [example for _, example in ALL if is_for_the_demo(example)])
def test_examples_run(example: str, call: Call, here: Path) -> None:
    """Those that need nothing from elsewhere are no errors, nor wrong usage."""
    text = TEAM.read_text(encoding="utf-8")
    team = text.replace("    activities:\n      s3-b", f"{EXPECT}    activities:\n      s3-b")
    for name in FILES:
        (here / name).write_text(team, encoding="utf-8")
    if "new -o" in example or "-o roles.yaml" in example:
        (here / "roles.yaml").unlink()
    outcome = call(*shlex.split(example)[1:])
    assert outcome.status not in (1, 2), outcome.err
