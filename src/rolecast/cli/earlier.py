"""`--from`: an earlier version of the role file, from a file or git revision."""

from __future__ import annotations

from pathlib import Path

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import STANDARD_INPUT, read_text
from rolecast.rolefile.load import RoleFile, read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows import revisions


def read_earlier(given: str, file: str, assigned: Assigned) -> RoleFile:
    """The role file that `--from` names: a file, a git revision of `file`, or a revision and path like `main:a.yaml`.

    It uses the current catalogue. Raises InputError if there is no such file or revision, and for its errors.
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
    # With the file's own name, so that the catalogue is found relative to it.
    return read(text, file, assigned)


def _nothing(given: str, remedy: str) -> InputError:
    return InputError([Fault(None, f"there is no file and no git revision `{given}` of the role file", remedy)])
