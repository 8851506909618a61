"""Reports unexpected errors on the terminal, in one line."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from rolecast.reading.faults import Fault


def report(error: Exception, during: str) -> None:
    """Writes the error and its place to standard error."""
    *_, last = traceback.extract_tb(error.__traceback__)
    where = f"{Path(last.filename).name}:{last.lineno}"
    fault = Fault(None, f"{during}: {type(error).__name__}: {error} ({where})")  # Fault escapes unprintable characters
    print(f"error: {fault}", file=sys.stderr)  # noqa: T201
