"""Exit statuses."""

from enum import IntEnum


class Status(IntEnum):
    DONE = 0
    FAILED = 1
    """Could not do it: bad or missing input."""
    USAGE = 2
    FINDINGS = 10
    """Findings at or above `--fail-on`, or expectations that are not met."""
    DENIED = 11
    CHANGES = 12
    """Something would change (`plan --detailed-exitcode`), or was changed outside (`drift`)."""
    UNKNOWN = 13
    INTERRUPTED = 130
