"""The result of proving a guardrail: it holds, or what escapes it, and what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # expensive imports that readers of a proof do not need
    from rolecast.guardrails.guardrail import Guardrail
    from rolecast.iam.requests import Request

MOST_STEPS = 1_000_000
"""Limit for one comparison of what a statement allows with and without the guardrail."""
TRUST_POLICY = "trust policy"
"""The name of the trust policy beside a role's other policies."""


class Escape(NamedTuple):
    """Actions that a statement allows although the guardrail forbids them, with an example request for the first.

    `statement` counts from 0. Unless every escape was asked for, there may be more actions, and more statements in the
    same policy.
    """

    policy: str
    statement: int
    actions: tuple[str, ...]
    request: Request


class Proof(NamedTuple):
    """Whether a guardrail holds: it does for every request if there are no escapes and no doubts.

    `unreached` are allowed actions that the guardrail would concern but cannot limit, because they have no condition
    key for the setting.
    """

    guardrail: Guardrail
    escapes: tuple[Escape, ...] = ()
    doubts: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.escapes and not self.doubts
