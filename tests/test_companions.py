"""What runs beside a test worker ends with it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

from tests.companions import companion

ROOT = Path(__file__).parents[1]
WORKER = """
import time
from tests.companions import companion
companion("sh", "-c", "echo; exec sleep 60")
time.sleep(60)
"""


def test_a_killed_worker_leaves_nothing_behind() -> None:
    """A signal that it cannot catch ends its companions too."""
    ours, theirs = os.pipe()
    with subprocess.Popen([sys.executable, "-c", WORKER], stdout=theirs, cwd=ROOT) as worker:
        os.close(theirs)
        assert os.read(ours, 1) == b"\n", "the companion did not start"
        worker.kill()
    assert select.select([ours], [], [], 30)[0], "the companion still has its standard output open"
    assert os.read(ours, 1) == b""
    os.close(ours)


def test_a_companion_ends_with_its_block() -> None:
    """It is killed, for nothing in it is to be kept."""
    with companion("sleep", "60") as process:
        assert process.poll() is None
    assert process.returncode == -9


def test_a_companion_that_ends_by_itself() -> None:
    """What it wrote and its exit status are as without company."""
    with companion("sh", "-c", "echo said; exit 3", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read() == "said\n"
        assert process.wait() == 3
