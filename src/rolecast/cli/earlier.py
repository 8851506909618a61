"""`--from`: the role file as it was, from a file or a git revision."""

from __future__ import annotations

from pathlib import Path

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import STANDARD_INPUT, read_text
from rolecast.rolefile.load import RoleFile, read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows import revisions


def read_earlier(given: str, file: str, assigned: Assigned) -> RoleFile:
    """The role file that `--from` names: a file, a git revision of `file`, or a revision and a path, `main:a.yaml`.

    Its catalogue is the one of today. Raises InputError where there is neither, and for its faults.
    """
    if Path(given).is_file():
        return read(*read_text(given), assigned)
    path = Path(file)
    if file in ("-", STANDARD_INPUT):
        raise _nothing(given, "name the earlier role file: standard input has no revisions")
    text_then = given if ":" in given else f"{given}:./{path.name}"
    try:
        text = revisions.read(text_then, path.parent)
    except InputError as error:
        reason = error.faults[0].message
        raise _nothing(given, f"name a file, or a git revision that has `{file}`: {reason}") from None
    # Called like the file, so that its catalogue is found from there.
    return read(text, file, assigned)


def _nothing(given: str, remedy: str) -> InputError:
    return InputError([Fault(None, f"there is no file and no git revision `{given}` of the role file", remedy)])
