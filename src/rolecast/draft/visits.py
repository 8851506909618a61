"""Which steps and settings a user has visited: the page shows no errors for those that they have not reached."""

from __future__ import annotations

from collections.abc import Iterable

from rolecast.draft.draft import InnerPath
from rolecast.draft.steps import WizardStep, step_of


class Visits:
    """The steps that were visited and left, and the settings that were left or changed.

    Roles in `keys` count as visited.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._seen = {key: set(WizardStep) for key in keys}
        self._left = {key: set(WizardStep) for key in keys}
        self._touched: set[InnerPath] = set()

    def visit(self, role: str, step: WizardStep) -> frozenset[WizardStep]:
        """Visits a step, and so leaves all others. Returns all visited steps of the role."""
        for key, seen in self._seen.items():
            self._left[key] |= seen - ({step} if key == role else set())
        self._seen.setdefault(role, set()).add(step)
        self._left.setdefault(role, set())
        return frozenset(self._seen[role])

    def touch(self, path: InnerPath) -> None:
        """Notes that a setting was left or changed."""
        self._touched.add(path)

    def rename(self, role: str, to: str) -> None:
        """Copies what is known about a role to its new name."""
        for steps in (self._seen, self._left):
            steps[to] = steps.get(role, set())
        self._touched |= {("roles", to, *path[2:]) for path in self._touched if path[:2] == ("roles", role)}

    def mark_visited(self, keys: Iterable[str]) -> None:
        """Notes that roles were read from a file and count as visited."""
        for key in keys:
            self._seen[key] = set(WizardStep)
            self._left[key] = set(WizardStep)

    def is_new(self, role: str, path: InnerPath) -> bool:
        """Whether the user has neither touched the role's setting nor left its step."""
        return path not in self._touched and step_of(path) not in self._left.get(role, ())
