"""The files of a folder that may be sources."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from rolecast.reading.faults import Fault

_SUFFIXES = (".json", ".yaml", ".yml", ".template")
_PASSED_OVER = ("node_modules", "__pycache__", "venv")
_SCHEMA = "roles.schema.json"  # written by `rolecast new` for editors
# A file with one of these is meant to have policies, so errors in it are reported.
_MEANT = rb"Statement|AWS::IAM|RoleDetailList|aws_iam_|\bpersona\b"
_MOST_LOOKED_AT = 1_000_000
_SHOW = "`terraform plan -out plan && terraform show -json plan > plan.json`, and name plan.json"


def files(folder: Path) -> Iterator[str | Fault]:
    """The paths of all JSON and YAML files in a folder and its subfolders, sorted.

    Skips hidden folders, Rolecast's schema, pipes and devices. Includes broken links, so that reading them reports the
    error. A folder that cannot be read is an error.
    """
    unread: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_OVER)
        for name in sorted(names):
            path = Path(parent, name)
            is_named_so = name.lower().endswith(_SUFFIXES) and not name.lower().endswith(".tf.json")
            if is_named_so and name != _SCHEMA and (path.is_file() or not path.exists()):
                yield str(path)
    for error in unread:
        yield Fault(None, f"cannot read `{error.filename}`: {error.strerror}")


def is_meant(path: str) -> bool:
    """Whether a file seems to have policies, roles or a role file. True if it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return re.search(_MEANT, file.read(_MOST_LOOKED_AT)) is not None
    except OSError:
        return True


def nothing_in(folder: Path) -> Fault:
    """The error for a folder without sources, with what to do for other kinds of folder."""
    if any(folder.glob("*.tf")) or any(folder.glob("*.tf.json")):
        return Fault(None, f"`{folder}` is a folder of Terraform configuration", _SHOW)
    if (folder / "cdk.json").is_file():
        return Fault(None, f"`{folder}` is a CDK application", "`cdk synth`, and name the folder cdk.out")
    return Fault(None, f"`{folder}` has no file with roles or policies", "name one that has")
