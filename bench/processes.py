"""Times whole processes, in turns, so that a machine that slows down slows both sides."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ROLECAST = str(Path(sys.executable).parent / "rolecast")
# What users have: byte code on disk, and output that is buffered.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


class Run(NamedTuple):
    """One process: wall-clock and CPU seconds, and megabytes of memory at its peak."""

    seconds: float
    megabytes: float
    cpu: float


def measure(*commands: Sequence[str], runs: int = 11) -> list[Run]:
    """The median run of each command; they take turns, after one round that is not counted.

    Raises RuntimeError with a command's errors where one fails.
    """
    rounds = [[_run(command) for command in commands] for _ in range(runs + 1)][1:]
    return [Run(*(statistics.median(values) for values in zip(*own, strict=True))) for own in zip(*rounds, strict=True)]


def peer(name: str, *requirements: str) -> str:
    """The Python of an environment with these packages, made on first use under build/."""
    folder = ROOT / "build" / "peers" / name
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"setting up the peer {name} ...", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
    return str(python)


def node_peer(name: str, requirement: str) -> str:
    """The folder of an npm project with this package, made on first use under build/."""
    folder = ROOT / "build" / "peers" / name
    if not (folder / "node_modules").exists():
        print(f"setting up the peer {name} ...", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        subprocess.run(["npm", "install", "--silent", requirement], check=True, cwd=folder)
    return str(folder)


def wheel_member(requirement: str, member: str) -> str:
    """A file of a wheel, which is downloaded on first use under build/; nothing of it is installed or run."""
    folder = ROOT / "build" / "peers" / requirement.replace("==", "-")
    if not list(folder.glob("*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), requirement]
        subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return wheel.read(member).decode()


def row(what: str, figure: str, aim: str = "") -> None:
    print(f"{what:<64} {figure:>22}   {aim}")


# A process counts as its own peak what the process that started it held: so it is started by a small one.
_STARTER = """
import json, os, sys, time
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(process, 0)
run = [time.perf_counter() - start, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime]
print(json.dumps([os.waitstatus_to_exitcode(status), run]))
"""


def _run(command: Sequence[str]) -> Run:
    starter = [sys.executable, "-c", _STARTER, *command]
    done = subprocess.run(starter, capture_output=True, text=True, env=_ENVIRONMENT, cwd=ROOT, check=True)
    status, run = json.loads(done.stdout)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[:2000]}")
    return Run(*run)
