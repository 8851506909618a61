"""kill -9 of the process at every call of a first apply, an update and a destroy, after the server has acted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.sampling import sampled
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.world import NAME, World

ROOT = Path(__file__).parents[2]
KILLED = -9


class Forks:
    """The command line in processes of their own, which can be killed."""

    def __init__(self, proxy: Proxy, folder: Path) -> None:
        self._proxy = proxy
        self._file = folder / "roles.yaml"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.deployment.forks"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, command: str, text: str) -> int:
        """The exit status of the command with a role file of this text."""
        self._file.write_text(text, encoding="utf-8")
        arguments = [command, str(self._file), "--yes", "--deployment", NAME]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        self._proxy.pid = int(self._process.stdout.readline())
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate("", timeout=30)


@pytest.fixture
def forks(proxy: Proxy, tmp_path: Path) -> Iterator[Forks]:
    forks = Forks(proxy, tmp_path)
    yield forks
    forks.close()


class Case(NamedTuple):
    command: str
    begin: str | None
    file: str


CASES = {
    "first apply": Case("apply", None, BEFORE),
    "update": Case("apply", BEFORE, AFTER),
    "destroy": Case("destroy", BEFORE, BEFORE),
}


@pytest.mark.parametrize("name", CASES)
def test_a_killed_run_is_run_again_and_ends_as_without(
    name: str, world: World, proxy: Proxy, forks: Forks, record_property: Callable[[str, object], None]
) -> None:
    """Whatever a dead process has left in the account, the next one goes on from there."""
    command, begin, file = CASES[name]
    world.surround()
    if begin:
        assert forks.run("apply", begin) == 0
    beginning = backend.keep()
    proxy.calls.clear()
    assert forks.run(command, file) == 0
    count, ended = len(proxy.calls), backend.state()
    numbers = sampled(range(count), [*CASES].index(name))
    for number in numbers:
        backend.put_back(beginning)
        proxy.reset()
        proxy.plan = Plan(Fault.KILLED, number)
        assert forks.run(command, file) == KILLED
        proxy.plan = None
        assert forks.run(command, file) == 0
        assert backend.state() == ended
    record_property("cases", len(numbers))
    print(f"{name}, kill -9: {len(numbers)} cases")  # noqa: T201
