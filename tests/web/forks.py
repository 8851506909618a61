"""Runs the command line in forks of one process, in which the pages have been shown once: a server starts at once.

Reads a JSON object a line: `arguments`, `folder`, `environment` and the files `out` and `err` of what is to be run, and
for how many seconds a server waits for what a client sends, which is answered by its process id; or `pid` of what is
asked for, which is answered by its exit status, null while it runs.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.web.asking import Asker

from rolecast.cli import serve  # noqa: F401 - so that the forks have it
from rolecast.cli.main import run
from rolecast.draft.workspace import Workspace
from rolecast.web import connections, server  # noqa: F401 - so that the forks have it
from rolecast.web.app import create_app


def warm_up() -> None:
    """Reads the catalogue, the texts and the templates."""
    with tempfile.TemporaryDirectory() as folder:
        application = create_app(Workspace(Path(folder) / "roles.yaml", Path(folder)), allow_apply=False)
        Asker(application).post("/", edit="begin", about="begin", persona="data-scientist")
        for language in ("en", "ja"):
            for step in ("information", "activities", "policies", "review"):
                Asker(application, language).get(f"/roles/compute/{step}?panel=findings")


def carry_out(task: dict[str, Any]) -> None:
    """Becomes the command. Does not come back, and does not wait for threads at the end as Python would."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor, path, how in (
        (0, os.devnull, os.O_RDONLY),
        (1, task["out"], os.O_WRONLY),
        (2, task["err"], os.O_WRONLY),
    ):
        os.dup2(os.open(path, how), descriptor)
    gc.set_threshold(100_000)  # as the program does
    if patience := task["patience"]:
        connections.SECONDS_FOR_A_HEAD = connections.SECONDS_BETWEEN_PARTS = patience
    os.environ.clear()
    os.environ.update(task["environment"])
    os.chdir(task["folder"])
    status = 1
    try:
        status = run(task["arguments"])
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


warm_up()
gc.freeze()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever waits for the answers
running: set[int] = set()
for line in sys.stdin:
    task = json.loads(line)
    if "pid" in task:
        pid, status = os.waitpid(task["pid"], os.WNOHANG)
        running.discard(pid)
        answer = os.waitstatus_to_exitcode(status) if pid else None
    elif (answer := os.fork()) == 0:
        carry_out(task)
    else:
        running.add(answer)
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()
for pid in running:  # of a caller that was killed
    os.kill(pid, signal.SIGKILL)
