"""How an optional part of Rolecast is installed: the one place to change when the package is published."""

from __future__ import annotations

import sys
from pathlib import Path

_RECORDS = {"pipx_metadata.json": "pipx install --force", "uv-receipt.toml": "uv tool install"}
"""Files that programs which give each tool an environment leave in it, and how these install anew. pip in such an
environment, or beside it, would not reach the tool."""


def command(extra: str) -> str:
    """The command that adds an extra, such as `aws`, in a checkout of Rolecast: of the program that installed it."""
    for record, install in _RECORDS.items():
        if Path(sys.prefix, record).is_file():
            return f"{install} '.[aws,web]'"  # what is not named goes
    return f"pip install '.[{extra}]'"
