"""Runs the command line in forks of one process, which has imported everything: a fork can be killed at any moment.

Reads a command a line, as JSON, writes the fork's process id, and then its exit status; minus nine is kill -9.
"""

from __future__ import annotations

import json
import os
import sys

import boto3  # noqa: F401 - so that the forks have it

from rolecast.cli import apply, destroy  # noqa: F401
from rolecast.cli.main import run

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        input_, output = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_WRONLY)
        os.dup2(input_, 0)
        os.dup2(output, 1)
        os._exit(run(json.loads(line)))
    sys.stdout.write(f"{pid}\n")
    sys.stdout.flush()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    sys.stdout.write(f"{status}\n")
    sys.stdout.flush()
