"""Actions as written in policies, with the known actions that they match."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from rolecast.iam import patterns, services
from rolecast.iam.services import Action, Service


class WrittenAction(NamedTuple):
    """An action or pattern of actions, and the known actions that it matches.

    `folded` is the text in lower case. `service` is None if the prefix is unknown or `*`. `single` is the known action,
    if the text has no wildcards.
    """

    text: str
    folded: str
    prefix: str
    is_pattern: bool
    service: Service | None = None
    actions: tuple[Action, ...] = ()
    single: Action | None = None

    @property
    def is_everything(self) -> bool:
        return self.prefix == "*"


@lru_cache(maxsize=65_536)
def written_action(text: str) -> WrittenAction:
    """The known actions that `text`, an Action of a valid policy, matches."""
    folded = text.lower()
    prefix, _, name = folded.partition(":")
    is_pattern = is_wild(folded)
    service = _service(prefix)
    if service is None:
        return WrittenAction(text, folded, prefix, is_pattern)
    if is_pattern:
        return WrittenAction(text, folded, prefix, is_pattern, service, _matching(service, name))
    known = service.actions.get(name)
    return WrittenAction(text, folded, prefix, is_pattern, service, (known,) if known else (), known)


@lru_cache(maxsize=65_536)
def resource_types(text: str) -> frozenset[str]:
    """The resource types that any of the actions in `text` can be limited to, by name in lower case."""
    return frozenset(resource.name.lower() for action in written_action(text).actions for resource in action.resources)


@lru_cache(maxsize=8_192)
def action(name: str) -> Action | None:
    """The known action with a full name such as `iam:PassRole`, in any case; None if there is none."""
    return written_action(name).single


def is_wild(text: str) -> bool:
    return "*" in text or "?" in text


def full_name(service: Service, action: Action) -> str:
    return f"{service.prefix}:{action.name}"


def _matching(service: Service, name: str) -> tuple[Action, ...]:
    first = name[:-1]
    if name.endswith("*") and "*" not in first and "?" not in first:  # the usual form of patterns
        names = _sorted_names(service.prefix)
        found = names[bisect_left(names, first) : bisect_left(names, first + "\x7f")]
        return tuple(service.actions[known] for known in found)
    glob = patterns.pattern(name)
    return tuple(service.actions[known] for known in service.actions if patterns.matches(glob, known))


@lru_cache(maxsize=1_024)
def _service(prefix: str) -> Service | None:
    return services.service(prefix)


@cache
def _sorted_names(prefix: str) -> tuple[str, ...]:
    service = _service(prefix)
    return tuple(sorted(service.actions)) if service else ()
