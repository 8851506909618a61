"""Names passed to `--adopt`."""

from __future__ import annotations

from collections.abc import Iterable


class Adoption:
    """Names of existing resources to take ownership of.

    Each is a role's name, a policy's name or ARN, or ROLE/NAME for a policy or tag of a role.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._used: set[str] = set()

    def takes(self, *spellings: str) -> bool:
        """Whether a resource that can be written in these `spellings` was named. Counts the name as used."""
        found = [name for name in self.names if name in spellings]
        self._used.update(found)
        return bool(found)

    def excuse(self, role: str) -> None:
        """Counts all ROLE/NAME of a role as used: the role cannot be compared, which is reported elsewhere."""
        self._used.update(name for name in self.names if name.startswith(f"{role}/"))

    @property
    def unused(self) -> list[str]:
        """The names that match nothing."""
        return [name for name in self.names if name not in self._used]
