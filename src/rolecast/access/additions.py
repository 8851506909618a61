"""What a changed role may do beyond what it may already, counted by action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rolecast.access.policies import policies_of
from rolecast.iam import known_actions, reach
from rolecast.iam.actions import is_about
from rolecast.iam.policies import Entry, Layer
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect, Statement
from rolecast.role import Role


class Additions(NamedTuple):
    """How many known actions become allowed, or allowed on more resources, beside one request. An upper bound: what
    Denies and a boundary take away again is not looked at.
    """

    number: int
    services: tuple[str, ...]


def additions(before: Role, after: Role, wanted: Request) -> Additions:
    """What `after` allows beyond `before` and the wanted request. Both roles must be resolved."""
    known = [*_allows(before)]
    had = {entry.statement for entry in known}
    reaches = [_reach(entry) for entry in known]
    found: set[str] = set()
    for entry in _allows(after):
        if entry.statement in had:
            continue
        whole = _reach(entry)
        for action in _actions(entry.statement):
            if action in found or _is_wanted(entry.statement, action, wanted):
                continue
            if not reach.is_covered(whole.of_action(action), reaches):
                found.add(action)
    services = sorted({action.partition(":")[0] for action in found})
    return Additions(len(found), tuple(services))


def _allows(role: Role) -> Iterator[Entry]:
    for entry in policies_of(role).statements():
        if entry.ref.layer is Layer.IDENTITY and entry.ref.effect is Effect.ALLOW:
            yield entry


def _reach(entry: Entry) -> reach.Reach:
    return reach.reach(entry.statement, entry.ref.layer, has_variables=entry.has_variables)


def _actions(statement: Statement) -> Iterator[str]:
    if statement.actions is not None:
        for text in statement.actions:
            yield from (known.name for known in known_actions.meant(text))
    else:
        yield from (known.name for known in known_actions.meant("*") if is_about(statement, known.name))


def _is_wanted(statement: Statement, action: str, wanted: Request) -> bool:
    """Whether the statement allows an action on nothing but what was wanted."""
    return action.lower() == wanted.action.lower() and statement.resources == (wanted.resource,)
