"""What a person lets us take over, though it was created outside Rolecast."""

from __future__ import annotations

from collections.abc import Iterable


class Adoption:
    """The names that `--adopt` gives: a role's, a policy's name or ARN, or ROLE/NAME for one thing on a role."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._used: set[str] = set()

    def takes(self, *spellings: str) -> bool:
        """Whether one of the names is one of these spellings."""
        found = [name for name in self.names if name in spellings]
        self._used.update(found)
        return bool(found)

    def excuse(self, role: str) -> None:
        """Counts the names of what is on a role as used: it cannot be compared, and that is told already."""
        self._used.update(name for name in self.names if name.startswith(f"{role}/"))

    @property
    def unused(self) -> list[str]:
        """The names that were nothing's."""
        return [name for name in self.names if name not in self._used]
