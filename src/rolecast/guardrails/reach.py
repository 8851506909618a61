"""The known actions of a service that statements name, as bit sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rolecast.iam import algebra, known_actions
from rolecast.iam.documents import Document
from rolecast.iam.statements import Effect


def allowed(documents: Iterable[Document], prefix: str) -> int:
    """The service's actions that the documents' Allow statements name, as a bit set."""
    bits = 0
    for document in documents:
        for statement in document.statements:
            if statement.effect is Effect.ALLOW:
                bits |= mask(statement.actions, statement.not_actions, prefix)
    return bits


def named(actions: int, prefix: str) -> Iterator[str]:
    """The names of the actions in a bit set."""
    names = known_actions.names(prefix)
    if names:
        yield from map(names.name, known_actions.numbers(actions))


@lru_cache(maxsize=4_096)
def formats(action: str) -> tuple[str, ...]:
    """The ARN formats of the resources of a known action."""
    known = known_actions.find(action)
    return known.formats if known else ()


@lru_cache(maxsize=4_096)
def mask(actions: tuple[str, ...] | None, not_actions: tuple[str, ...] | None, prefix: str) -> int:
    """The service's actions that an Action or NotAction matches, as a bit set; see `known_actions`."""
    bits = 0
    for text in actions or not_actions or ():
        own = text.partition(":")[0].lower()
        if own == prefix or "*" in own or "?" in own:
            bits |= known_actions.mask(prefix, algebra.action(text))
    if actions is not None:
        return bits
    names = known_actions.names(prefix)
    return names.everything & ~bits if names else 0
