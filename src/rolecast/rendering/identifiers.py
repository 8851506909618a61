"""Names that a format gives to its own things, such as CloudFormation's logical ids."""

from __future__ import annotations


class Identifiers:
    """Hands out names, each once.

    Of two that want the same name the second gets some of a digest of what it stands for, so that names do not
    change when something is added after them.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str, stands_for: str) -> str:
        name = wanted if wanted not in self._taken else f"{wanted}{_digest(stands_for)}"
        self._taken.add(name)
        return name


def _digest(text: str) -> str:
    import hashlib  # names hardly ever clash

    return hashlib.sha256(text.encode()).hexdigest()[:8]
