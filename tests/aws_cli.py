"""The real AWS CLI, started once: a program `aws` that has each command carried out by a fork of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import tools
from tests.companions import companion

_FORKS = Path(__file__).with_name("aws_cli_forks.py")
_PROGRAM = """\
#!{python} -IS
import json, os, socket, sys

task = {{"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": {{**os.environ}}}}
with socket.socket(socket.AF_UNIX) as forks:
    forks.connect({path!r})
    socket.send_fds(forks, [b" "], [0, 1, 2])
    forks.sendall(json.dumps(task).encode() + b"\\n")
    sys.exit(int(forks.recv(9)))
"""


@contextlib.contextmanager
def running_aws_cli() -> Iterator[Path]:
    """The program; the one that is installed where it is not the Python program that can be started so."""
    installed = tools.aws_cli()
    python = _interpreter(installed)
    if python is None:
        yield Path(installed)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/socket"
        environment = {name: text for name, text in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
        environment |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        with companion(python, str(_FORKS), path, env=environment, stdout=subprocess.PIPE) as forks:
            assert forks.stdout is not None
            assert forks.stdout.readline() == "listening\n"
            program = Path(folder, "aws")
            program.write_text(_PROGRAM.format(python=python, path=path), encoding="utf-8")
            program.chmod(0o755)
            yield program


def _interpreter(program: str) -> str | None:
    """The Python that runs a program, which may be one of pyenv's that only looks for it."""
    if (Path(program).parent.parent / "versions").is_dir():
        done = subprocess.run(["pyenv", "which", "aws"], capture_output=True, text=True, check=False)
        program = done.stdout.strip() or program
    with Path(program).open("rb") as file:
        first = file.readline()
    python = first[2:].decode(errors="replace").strip()
    is_python = first.startswith(b"#!") and "python" in Path(python).name and Path(python).is_file()
    return python if is_python else None
