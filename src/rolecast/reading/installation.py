"""How to install an optional part of Rolecast. Change this when the package is published."""

from __future__ import annotations

import sys
from pathlib import Path

_RECORDS = {"pipx_metadata.json": "pipx install --force", "uv-receipt.toml": "uv tool install"}
"""Files by which pipx and uv mark the environment of a tool, and their commands to reinstall it; pip would not do."""


def command(extra: str) -> str:
    """The command that adds an extra, such as `aws`, in a checkout of Rolecast, by the program that installed it."""
    for record, install in _RECORDS.items():
        if Path(sys.prefix, record).is_file():
            return f"{install} '.[aws,web]'"  # extras that are not named are removed
    return f"pip install '.[{extra}]'"
