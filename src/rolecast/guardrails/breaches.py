"""Messages about guardrails that do not hold, or are not known to hold, and how to fix that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rolecast.guardrails.escapes import TRUST_POLICY, Escape, Proof
from rolecast.role import Role

_MOST_NAMED = 4
REMEDY_OF_DOUBT = "add it to `known_policies`, or set `guardrails: enforce` to deny what the setting forbids"


class Breach(NamedTuple):
    """Why a guardrail does not hold, or is not known to, and how to fix that."""

    message: str
    help: str


def breaches(role: Role, proof: Proof) -> Iterator[Breach]:
    """One breach for each policy that does not comply, and one for each doubt."""
    setting = proof.guardrail.setting
    for policy in dict.fromkeys(escape.policy for escape in proof.escapes):
        escapes = [escape for escape in proof.escapes if escape.policy == policy]
        names = dict.fromkeys(action.removeprefix("sagemaker:") for escape in escapes for action in escape.actions)
        message = f"{statements(escapes)} of {_named(policy)}: {broken(setting, listing(list(names)))}"
        yield Breach(message, remedy(role, policy))
    for doubt in proof.doubts:
        yield Breach(doubted(setting, doubt), REMEDY_OF_DOUBT)


def _named(policy: str) -> str:
    return "the trust policy" if policy == TRUST_POLICY else f"`{policy}`"


def broken(setting: str, actions: str) -> str:
    """The message that a setting does not hold for these actions."""
    return f"`{setting}` does not hold for {actions}"


def is_about(message: str, setting: str) -> bool:
    """Whether a message of `broken` or `doubted` is about the setting."""
    return message.startswith(f"`{setting}` ")


def doubted(setting: str, doubt: str) -> str:
    """The message that a setting is not known to hold."""
    return f"`{setting}` is not known to hold: {doubt}"


def statements(escapes: Sequence[Escape]) -> str:
    """`statement 1`, or `statements 1, 2` in ascending order."""
    numbers = ", ".join(map(str, sorted(escape.statement + 1 for escape in escapes)))
    return f"{'statements' if len(escapes) > 1 else 'statement'} {numbers}"


def remedy(role: Role, policy: str) -> str:
    """How to fix a policy of the role that violates a guardrail. No correction of an activity does."""
    if any(each.name == policy for each in role.attached):
        first = "remove the policy"
    elif any(each.activities for each in role.policies if each.name == policy):
        first = "remove the activity"
    elif policy == TRUST_POLICY:
        first = "add the conditions there"
    else:
        first = "narrow it there"
    return f"{first}, or set `guardrails: enforce` to deny it"


def listing(names: Sequence[str]) -> str:
    """The first few names in backticks, and `and others` if there are more."""
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED])
    return f"{shown} and others" if len(names) > _MOST_NAMED else shown
