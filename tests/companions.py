"""Programs that run beside a process and end with it, even if it is killed by a signal."""

from __future__ import annotations

import subprocess
from typing import Any

_PROGRAM = 'exec 3<&0; { read -r _ <&3; kill -9 $$; } >/dev/null 2>&1 & exec "$@" 3<&- </dev/null'
"""Becomes the command. Beside it the shell waits for the end of standard input, which the starter alone keeps open."""


def companion(*command: str, **options: Any) -> subprocess.Popen[str]:
    """Starts a program that is killed once its standard input is closed: by `with`, by `communicate` or at our end.

    `options` are those of Popen. The program itself reads nothing.
    """
    return subprocess.Popen(["sh", "-c", _PROGRAM, "sh", *command], stdin=subprocess.PIPE, text=True, **options)
