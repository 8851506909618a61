"""Limits the work of a comparison, so that a problem that is too hard ends as undecided."""

from __future__ import annotations

MOST_STEPS = 1_000_000
"""For one direction of a comparison. A step takes some microseconds, all of them some seconds."""


class UndecidedError(Exception):
    """A question that cannot be decided. The message is the reason."""


class Budget:
    """The steps that remain."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.steps = steps
        self.left = steps

    def renew(self) -> None:
        """Restores all steps."""
        self.left = self.steps

    def spend(self, steps: int) -> None:
        """Raises UndecidedError if no steps remain."""
        self.left -= steps
        if self.left < 0:
            raise UndecidedError(f"too many cases: gave up after {self.steps:,} steps")
