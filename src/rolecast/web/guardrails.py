"""The guardrails of a role as the review shows them: whether each holds, what violates it, and what it cannot reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rolecast.checks.findings import Finding
from rolecast.guardrails.breaches import is_about
from rolecast.guardrails.guardrail import guardrails_of
from rolecast.guardrails.promises import Promise, promises
from rolecast.guardrails.proof import prove
from rolecast.role import Role

RULES = ("broken-guardrail", "unproved-guardrail")


class ShownGuardrail(NamedTuple):
    """A guardrail of a role.

    `promise` has its sentences by language. `state` is `holds`, `broken` or `unknown`. `findings` are those of `check`
    about it, including suppressed ones; there are none if it holds. `unreached` are the actions that it cannot reach.
    """

    setting: str
    promise: Promise
    state: str
    findings: tuple[Finding, ...]
    unreached: tuple[str, ...]


def shown_guardrails(role: Role, findings: Sequence[Finding]) -> list[ShownGuardrail]:
    """The role's guardrails, in the order of their settings. `findings` are all of the role's findings."""
    own = [finding for finding in findings if finding.rule in RULES]
    texts: Mapping[str, Promise] = promises()
    return [
        ShownGuardrail(
            proof.guardrail.setting,
            texts[proof.guardrail.setting],
            "holds" if proof.holds else "broken" if proof.escapes else "unknown",
            tuple(finding for finding in own if is_about(finding.wording, proof.guardrail.setting)),
            proof.unreached,
        )
        for proof in prove(role, guardrails_of(role), every=True)
    ]
