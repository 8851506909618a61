"""Reads files of git revisions, such as `HEAD~1:roles.yaml`, with git."""

from __future__ import annotations

import os
from pathlib import Path

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import MAX_BYTES
from rolecast.sources import managed_policy

_SECONDS = 60


def is_revision(path: str) -> bool:
    """Whether a path has the form `REVISION:PATH` and is not an existing file."""
    revision, colon, file = path.partition(":")
    if not (revision and colon and file) or managed_policy.is_name(path) or path.startswith("-"):
        return False
    is_drive = os.name == "nt" and len(revision) == 1
    return not is_drive and not Path(path).exists()


def read(path: str, folder: Path | None = None) -> str:
    """The text of `REVISION:PATH`, in the repository of `folder`, by default the current directory.

    As in git, PATH is relative to the root of the repository, or to the folder if it begins with `./`. Raises
    InputError if git does not find it or it is not text.
    """
    import subprocess  # rarely needed

    command = ["git", "cat-file", "blob", "--end-of-options", path]
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}  # a partial clone may fetch the file
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, env=environment, check=False, timeout=_SECONDS
        )
    except FileNotFoundError:
        raise InputError([Fault(None, f"cannot read `{path}`: git is not installed", _REMEDY)]) from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise InputError([Fault(None, f"cannot read `{path}` with git: {error}", _REMEDY)]) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        message = said[0].removeprefix("fatal: ")
        raise InputError([Fault(None, f"git cannot read `{path}`: {message}", _REMEDY)])
    if len(done.stdout) > MAX_BYTES:
        raise InputError([Fault(None, f"`{path}` is larger than {MAX_BYTES:,} bytes")])
    try:
        return done.stdout.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Fault(None, f"`{path}` is not UTF-8 text")]) from None


_REMEDY = "name a file, or REVISION:PATH in this repository, such as `HEAD~1:./roles.yaml`"
