"""What nobody has foreseen, told on the terminal in one line."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path


def report(error: Exception, during: str) -> None:
    """Writes what failed and where to standard error."""
    *_, last = traceback.extract_tb(error.__traceback__)
    where = f"{Path(last.filename).name}:{last.lineno}"
    print(f"error: {during}: {type(error).__name__}: {error} ({where})", file=sys.stderr)  # noqa: T201
