"""Where in its roles a person has been, so that nothing is called wrong that they have not come to yet."""

from __future__ import annotations

from collections.abc import Iterable

from rolecast.draft.draft import InnerPath
from rolecast.draft.steps import WizardStep, step_of


class Visits:
    """The steps that were seen and left, and the settings that were left or changed. Of `keys`, all were."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._seen = {key: set(WizardStep) for key in keys}
        self._left = {key: set(WizardStep) for key in keys}
        self._touched: set[InnerPath] = set()

    def come_to(self, role: str, step: WizardStep) -> frozenset[WizardStep]:
        """Notes that the step is seen, and so that every other one is left. All that were seen of the role."""
        for key, seen in self._seen.items():
            self._left[key] |= seen - ({step} if key == role else set())
        self._seen.setdefault(role, set()).add(step)
        self._left.setdefault(role, set())
        return frozenset(self._seen[role])

    def touch(self, path: InnerPath) -> None:
        """Notes that a setting was left or changed."""
        self._touched.add(path)

    def rename(self, role: str, to: str) -> None:
        """What is known of a role goes on to its new name."""
        for steps in (self._seen, self._left):
            steps[to] = steps.get(role, set())
        self._touched |= {("roles", to, *path[2:]) for path in self._touched if path[:2] == ("roles", role)}

    def know(self, keys: Iterable[str]) -> None:
        """Notes that roles came whole, from a file."""
        for key in keys:
            self._seen[key] = set(WizardStep)
            self._left[key] = set(WizardStep)

    def is_new(self, role: str, path: InnerPath) -> bool:
        """Whether nobody has been at the setting of the role, nor left its step."""
        return path not in self._touched and step_of(path) not in self._left.get(role, ())
