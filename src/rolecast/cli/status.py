"""Exit statuses."""

from enum import IntEnum


class Status(IntEnum):
    DONE = 0
    FAILED = 1
    """Invalid or missing input, or the command failed."""
    USAGE = 2
    FINDINGS = 10
    """Findings at or above `--fail-on`, or unmet expectations."""
    DENIED = 11
    CHANGES = 12
    """Something would change (`plan --detailed-exitcode`, `build --check`), or was changed outside (`drift`)."""
    UNKNOWN = 13
    INTERRUPTED = 130
