"""Exit statuses."""

from enum import IntEnum


class Status(IntEnum):
    DONE = 0
    FAILED = 1
    """Could not do it: bad or missing input."""
    USAGE = 2
    INTERRUPTED = 130
