"""What a proof of a guardrail says: that it holds, or what escapes it, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # much to load for who only says what a proof found
    from rolecast.guardrails.guardrail import Guardrail
    from rolecast.iam.requests import Request

MOST_STEPS = 1_000_000
"""Of one comparison of what a statement allows with and without what is forbidden."""
TRUST_POLICY = "trust policy"
"""What it is called beside a role's other policies."""


class Escape(NamedTuple):
    """Some actions that a statement allows past a guardrail, with a request that shows it for the first of them.

    `statement` counts from 0. Unless every one was asked for, there may be more actions, and more statements in the
    same policy.
    """

    policy: str
    statement: int
    actions: tuple[str, ...]
    request: Request


class Proof(NamedTuple):
    """What holds of a guardrail. It is kept for every request where there are no escapes and no doubts.

    `unreached` are actions that the role is allowed and that do such work without a key for the setting.
    """

    guardrail: Guardrail
    escapes: tuple[Escape, ...] = ()
    doubts: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.escapes and not self.doubts
