"""`rolecast explain`"""

import json
from pathlib import Path

import pytest

from rolecast.cli.main import run
from rolecast.cli.status import Status

ROLES = """\
version: 1
account: "123456789012"
region: us-east-1
roles:
  engineer:
    persona: mlops-engineer
    activities: {manage-endpoints: false}
  other:
    activities: {manage-models: }
"""


@pytest.fixture
def roles(tmp_path: Path) -> str:
    path = tmp_path / "roles.yaml"
    path.write_text(ROLES, encoding="utf-8")
    return str(path)


def test_a_role_is_told_in_words(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name, who can assume it, what it can do by activity, and what it cannot."""
    assert run(["explain", roles, "--role", "engineer"]) == Status.DONE
    told = capsys.readouterr().out
    assert told.startswith("sagemaker-engineer\n\nWho can assume it:\n  - allows `sts:AssumeRole` to the service")
    assert "What it can do:\n  Run Studio Applications\n" in told
    assert "What it cannot do:\n  - Manage Endpoints: part of the persona, but not selected\n" in told
    assert "fixes it" in told


def test_in_japanese(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--lang ja`."""
    assert run(["explain", roles, "--role", "engineer", "--lang", "ja"]) == Status.DONE
    told = capsys.readouterr().out
    assert "できること:" in told
    assert "Manage Endpoints: ペルソナに含まれますが、選択が解除されています" in told


def test_as_json(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same, for machines."""
    assert run(["explain", roles, "--role", "other", "--format", "json"]) == Status.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["format_version"] == "1"
    assert told["trust"] == ["allows `sts:AssumeRole` to the service `sagemaker.amazonaws.com`"]
    assert [ability["title"] for ability in told["abilities"]] == ["Manage Models"]
    assert len(told["lacks"]) == 1


def test_which_role_is_asked(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there are several and none is named."""
    assert run(["explain", roles]) == Status.FAILED
    assert "the file has several roles" in capsys.readouterr().err
