"""How much a comparison may try, so that what is too hard ends in an answer: it is not decided."""

from __future__ import annotations

MOST_STEPS = 1_000_000
"""Of work in one direction of a comparison: a step takes some microseconds, so that all take some seconds."""


class UndecidedError(Exception):
    """A question that is not decided. The message says why."""


class Budget:
    """What is left to try."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.steps = steps
        self.left = steps

    def renew(self) -> None:
        """Gives back what was spent."""
        self.left = self.steps

    def spend(self, steps: int) -> None:
        """Raises UndecidedError where nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise UndecidedError(f"too many cases: gave up after {self.steps:,} steps")
