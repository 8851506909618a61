"""Many commands in one process: started for each, Python would take most of the time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

Outcome = tuple[int, str, str]
"""Exit status, standard output and standard error."""

_PROGRAM = """
import gc, io, json, sys
from rolecast.cli.main import run

gc.set_threshold(100_000)  # as the program does
outcomes = []
for arguments, given in json.load(sys.stdin):
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BytesIO(text), encoding="utf-8") for text in (given.encode(), b"", b"")
    )
    written = sys.stdout, sys.stderr
    status = run(arguments)
    for each in written:
        each.flush()
    outcomes.append([status, *(each.buffer.getvalue().decode() for each in written)])
json.dump(outcomes, sys.__stdout__)
"""


def outcomes(commands: Iterable[Sequence[str]], folder: Path, *, given: str = "", **environment: str) -> list[Outcome]:
    """Each command with its arguments, in turn; `given` is what every one of them finds at standard input."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps([[[*command], given] for command in commands]),
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(status, out, err) for status, out, err in json.loads(done.stdout)]
