"""Writes a comparison as JSON."""

from __future__ import annotations

from typing import Any

from rolecast.iam.comparison.compare import Comparison
from rolecast.iam.comparison.summary import Gain


def to_json(comparison: Comparison) -> dict[str, Any]:
    """The JSON value of a comparison. Its requests have the format of `decide`, which decides them differently for the
    two sides.
    """
    return {
        "verdict": comparison.verdict.value,
        "gains": [_gain(each) for each in comparison.gains],
        "losses": [_gain(each) for each in comparison.losses],
        "unknown": list(dict.fromkeys((*comparison.undecided_gains, *comparison.undecided_losses))),
        "not_considered": list(comparison.not_considered),
    }


def _gain(gain: Gain) -> dict[str, Any]:
    heading = gain.heading
    return {
        "service": heading.service,
        "access_level": None if heading.level is None else heading.level.value,
        "actions": list(gain.actions),
        "listed": heading.listed,
        "latent": heading.latent,
        "needs_identity_policy": heading.needs_identity,
        "principals": list(gain.principals),
        "statements": [
            {"type": ref.layer.value, "policy": ref.policy, "statement": ref.statement, "sid": ref.sid}
            for ref in gain.statements
        ],
        "request": _request(gain),
    }


def _request(gain: Gain) -> dict[str, Any]:
    request = gain.request
    given = {
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        # Irrelevant without a principal: an ARN with an account already has it.
        "resource_account": request.resource_account if request.principal else None,
        "context": {
            gain.keys.get(key, key): value if isinstance(value, str) else list(value)
            for key, value in request.context.items()
        },
    }
    return {name: value for name, value in given.items() if value is not None}
