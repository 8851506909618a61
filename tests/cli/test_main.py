"""The command itself: help, version, completion, statuses, and what it must not import."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call

import rolecast
from rolecast.catalogue.library import CATALOGUE
from rolecast.cli.main import COMMANDS, GROUPS
from rolecast.cli.status import Status
from rolecast.iam.data import sources

MAIN_JOB = ["activities", "build", "new", "personas", "schema", "show"]
TEAM = Path(__file__).parents[2] / "examples" / "team.yaml"


def command(name: str) -> click.Command:
    found: click.Command = import_module(f"rolecast.cli.{name}").command
    return found


def test_help(call: Call, snapshot: SnapshotAssertion) -> None:
    """What it is for, and every command with a line."""
    outcome = call("--help")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == snapshot
    assert call("-h") == outcome


@pytest.mark.parametrize("name", MAIN_JOB)
def test_help_of_the_main_commands(name: str, call: Call, snapshot: SnapshotAssertion) -> None:
    """The whole text."""
    assert call(name, "--help").out == snapshot


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str, call: Call) -> None:
    """A line in the list that is its own first line, options that each have a help, and examples that exist."""
    found = command(name)
    assert found.name == name
    assert found.get_short_help_str(limit=1_000) == COMMANDS[name]
    assert all(option.help for option in found.params if isinstance(option, click.Option))
    outcome = call(name, "--help")
    assert outcome.status == 0
    examples = outcome.out.partition("\n  Examples:\n")[2]
    assert re.search(rf"^    .*rolecast {name}\b", examples, re.MULTILINE)
    assert max(map(len, outcome.out.partition("\n  Examples:\n")[0].splitlines())) <= 100


def test_every_command_is_in_one_group() -> None:
    """The help leaves none out and names none twice."""
    assert sorted(name for names in GROUPS.values() for name in names) == list(COMMANDS)


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_the_completion_script_of_each_shell(shell: str, call: Call) -> None:
    """It asks `rolecast` itself, by the variable that the shell's line would set."""
    outcome = call("completion", shell)
    assert (outcome.status, outcome.err) == (0, "")
    assert f"_ROLECAST_COMPLETE={shell}_complete" in outcome.out


def test_every_module_with_a_command_is_listed() -> None:
    """None is forgotten, and they are sorted."""
    modules = sorted(path.stem for path in Path(import_module("rolecast.cli").__file__ or "").parent.glob("*.py"))
    having = [name for name in modules if hasattr(import_module(f"rolecast.cli.{name}"), "command")]
    assert list(COMMANDS) == having == sorted(COMMANDS)


def test_version_tells_how_old_the_data_is(call: Call) -> None:
    """The release, and the day whose AWS it knows."""
    day = min(source.date for source in sources()[:2])
    assert call("--version") == (0, f"rolecast {rolecast.__version__} (AWS data of {day})\n", "")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("buidl", "did you mean `build`?"),
        ("activites", "did you mean `activities`?"),
        ("zzz", "`rolecast --help` lists"),
    ],
)
def test_an_unknown_command(name: str, suggestion: str, call: Call) -> None:
    """With the one that it is near."""
    outcome = call(name)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: there is no command `{name}`\n  help: {suggestion}")


def test_exit_statuses() -> None:
    """They are a contract."""
    assert (Status.DONE, Status.FAILED, Status.USAGE, Status.INTERRUPTED) == (0, 1, 2, 130)
    assert set(Status) <= {0, 1, 2, 10, 11, 12, 13, 130}


def test_an_interrupt_is_no_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control-C ends with 130, as shells have it."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rolecast.cli.personas.write_table", interrupt)
    outcome = call("personas")
    assert (outcome.status, outcome.out) == (130, "")
    assert outcome.err.strip() == "stopped"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rolecast show canvas-c", ["canvas-core-access"]),
        ("rolecast who s3:GetObjectT", ["GetObjectTagging", "GetObjectTorrent"]),
        (f"rolecast can {TEAM} --role data", ["data-scientist"]),
        ("rolecast che", ["check"]),
    ],
)
def test_bash_completes_words_with_colons(line: str, expected: list[str], call: Call, tmp_path: Path) -> None:
    """What replaces the word at the cursor, which for bash begins behind the last colon."""
    program = tmp_path / "rolecast"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m rolecast "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = (
        f"{call('completion', 'bash').out}\ncompopt() {{ :; }}\nCOMP_LINE='{line}' COMP_POINT={len(line)}\n"
        f"_rolecast_completion {program}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert (done.stdout.split(), done.stderr) == (expected, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, process: Call) -> None:
    """For each shell that click knows."""
    outcome = process(f'_ROLECAST_COMPLETE={shell}_source "$1" -c "from rolecast.cli.main import main; main()"')
    assert (outcome.status, outcome.err) == (0, "")
    assert f"_ROLECAST_COMPLETE={shell}_complete" in outcome.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("rolecast ", [*COMMANDS]),
        ("rolecast bu", ["build"]),
        ("rolecast show manage-m", [name for name in CATALOGUE.activity_ids if name.startswith("manage-m")]),
        ("rolecast new --persona data", [name for name in CATALOGUE.persona_ids if name.startswith("data")]),
        ("rolecast build -f t", ["terraform"]),
        ("rolecast show manage-models --flow q", ["quick-setup", "quick-setup-2026"]),
        ("rolecast build --role ", [""]),
        (f"rolecast build {TEAM} --role d", ["data-scientist"]),
        (f"rolecast can {TEAM} --role comp", ["compute"]),
        (f"rolecast can {TEAM} --role compute s3:GetObjectT", ["s3:GetObjectTagging", "s3:GetObjectTorrent"]),
        ("rolecast who sagemaker-m", ["sagemaker-mlflow:"]),
        ("rolecast activities --granting sagemaker:StopTransf", ["sagemaker:StopTransformJob"]),
    ],
)
def test_completion(words: str, expected: list[str], process: Call, here: Path) -> None:
    """Commands, ids of activities and personas, roles of the file, actions, and whatever an option may be."""
    count = len(words.split(" ")) - 1
    outcome = process(
        '"$1" -c "from rolecast.cli.main import main; main()"',
        _ROLECAST_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(count),
    )
    assert [line.removeprefix("plain,") for line in outcome.out.splitlines()] == expected


HEAVY = {
    *("boto3", "botocore", "moto", "cfnlint", "jsonschema", "rich", "hypothesis", "pydantic", "requests", "z3"),
    *("difflib", "tempfile", "importlib.metadata", "asyncio", "http.client", "ssl", "sqlite3", "xml", "unittest"),
    *("rolecast.iam.services", "rolecast.iam.grammar", "rolecast.iam.decision", "rolecast.checks", "rolecast.account"),
    *("starlette", "uvicorn", "anyio", "jinja2", "platformdirs", "rolecast.web"),
    *(
        "rolecast.access.questions",
        "rolecast.access.explanation",
        "rolecast.access.inquiry",
        "rolecast.deployment",
        "rolecast.deployment.planning",
        "rolecast.iam.comparison",
        "rolecast.rolefile.salvage",
        "rolecast.rendering.formats",
        "rolecast.rendering.terraform",
    ),
}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["build", str(TEAM)], {"rolecast.rendering.formats"}),
        (["build", str(TEAM), "--format", "terraform"], {"rolecast.rendering.formats", "rolecast.rendering.terraform"}),
        (["build", str(TEAM), "--format", "cloudformation"], {"rolecast.rendering.formats"}),
        (["build", str(TEAM), "--output", "made.json"], {"rolecast.rendering.formats", "tempfile"}),
        (["new"], set()),
        (["activities"], set()),
        (["personas"], set()),
        (["show", "manage-models"], set()),
        (["schema"], {"difflib"}),
        (["permissions", str(TEAM)], {"rolecast.account", "rolecast.deployment"}),
        (["import", "--help"], {"rolecast.account", "rolecast.deployment"}),
        (["--help"], set()),
    ],
)
def test_heavy_modules_are_not_imported(arguments: list[str], allowed: set[str], process: Call) -> None:
    """A command pays for its own imports alone: none of these is there when it has done its work."""
    code = "import sys; from rolecast.cli.main import run; run(sys.argv[1:]); print(); print(*sys.modules)"
    outcome = process(f'"$1" -c "{code}" {" ".join(arguments)} | tail -1')
    modules = outcome.out.split()
    assert "rolecast.cli.main" in modules
    assert {name for name in modules if name in HEAVY} <= allowed
    if arguments == ["--help"]:
        assert [name for name in modules if re.fullmatch(r"rolecast\.(?!cli|reading).*", name)] == []
