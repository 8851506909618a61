"""`--from`: the role file as it was, from a file or a git revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import STANDARD_INPUT, read_text
from rolecast.rolefile.load import RoleFile, read


def read_earlier(given: str, file: str) -> RoleFile:
    """The role file that `--from` names: a file, a git revision of `file`, or a revision and a path, `main:a.yaml`.

    Its catalogue is the one of today. Raises InputError where there is neither, and for its faults.
    """
    if Path(given).is_file():
        return read(*read_text(given))
    path = Path(file)
    if file in ("-", STANDARD_INPUT):
        raise _nothing(given, "name the earlier role file: standard input has no revisions")
    text_then = given if ":" in given else f"{given}:./{path.name}"
    command = ["git", "cat-file", "blob", "--end-of-options", text_then]
    try:
        done = subprocess.run(command, cwd=path.parent, capture_output=True, check=False)  # noqa: S603
    except OSError:
        raise _nothing(given, "install git to name a revision, or name a file") from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise _nothing(given, f"name a file, or a git revision that has `{file}`: {reason}")
    try:
        text = done.stdout.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _nothing(given, f"`{file}` was not UTF-8 text then") from None
    # Called like the file, so that its catalogue is found from there.
    return read(text, file)


def _nothing(given: str, remedy: str) -> InputError:
    return InputError([Fault(None, f"there is no file and no git revision `{given}` of the role file", remedy)])
