"""The command, called in this process from an empty folder, and in a process of its own on a terminal."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecast.cli.main import run


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


END_OF_INPUT = "\x04"
Call = Callable[..., Outcome]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def call(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """`rolecast` with these arguments; `stdin` is what is piped into it."""

    def call(*arguments: str, stdin: str | bytes = b"") -> Outcome:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        status = run([*arguments])
        return Outcome(status, *capsys.readouterr())

    return call


@pytest.fixture
def process(here: Path) -> Call:
    """`python -m rolecast` in a process of its own, through the shell; `"$@"` in `script` is the command."""

    def process(script: str, **environment: str) -> Outcome:
        done = subprocess.run(
            ["bash", "-c", script, "bash", sys.executable, "-m", "rolecast"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return process


@pytest.fixture
def terminal(here: Path) -> Call:
    """`python -m rolecast` on a terminal of 100 columns, where it is given each answer once it asks.

    `out` is what the terminal shows or, with `piped`, standard output alone and `err` what the terminal shows.
    """

    def terminal(*arguments: str, answers: Sequence[str] = (), piped: bool = False, **environment: str) -> Outcome:
        controller, slave = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "rolecast", *arguments],
            stdin=slave,
            stdout=subprocess.PIPE if piped else slave,
            stderr=slave,
            env={**os.environ, "COLUMNS": "100", "TERM": "xterm", **environment},
        ) as child:
            os.close(slave)
            shown = _converse(controller, list(answers))
            out = child.stdout.read().decode() if child.stdout else ""
        os.close(controller)
        return Outcome(child.returncode, out, shown) if piped else Outcome(child.returncode, shown, "")

    return terminal


def _converse(controller: int, answers: list[str]) -> str:
    """Reads what the terminal shows to the end, and answers each time that a question waits."""
    shown = b""
    while True:
        if select.select([controller], [], [], 0.05)[0]:
            try:
                piece = os.read(controller, 65_536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        if answers and shown.endswith(b": "):
            answer = answers.pop(0)
            os.write(controller, answer.encode() if answer == END_OF_INPUT else f"{answer}\n".encode())
            time.sleep(0.05)  # what is typed is shown before the next question
    return shown.decode().replace("\r\n", "\n")
