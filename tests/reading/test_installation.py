"""How an extra is added."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rolecast.reading import installation


@pytest.mark.parametrize(
    ("record", "command"),
    [
        ("pipx_metadata.json", "pipx install --force '.[aws,web]'"),
        ("uv-receipt.toml", "uv tool install '.[aws,web]'"),
        ("pyvenv.cfg", "pip install '.[aws]'"),
    ],
)
def test_the_program_that_installed_it_adds_the_extra(
    record: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pip` would install Rolecast a second time, elsewhere, and the command would still lack the extra."""
    (tmp_path / record).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert installation.command("aws") == command
