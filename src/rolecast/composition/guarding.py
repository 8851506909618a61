"""Guardrails of a composed role: the Deny statements that enforce them, and notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.trials import EXAMPLES
from rolecast.guardrails.breaches import breaches, listing
from rolecast.guardrails.denials import denials, packed
from rolecast.guardrails.escapes import Proof
from rolecast.guardrails.guardrail import Guardrail
from rolecast.iam import decision, openings, requests, templates
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.openings import OpeningBound
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import PolicyType
from rolecast.role import Notice, Policy, PolicyKind, Role

POLICY = "SM_Guardrails"
_KEYLESS = "requests have no condition key for it"


def policies(guarding: Iterable[Guardrail], name: str) -> Iterator[Policy]:
    """Policies with Deny statements for what the guardrails forbid, as few as possible: `name`, `name`_2 and so on."""
    statements = [statement for each in guarding if not each.is_of_trust for statement in denials(each)]
    for number, document in enumerate(packed(statements, MANAGED_POLICY_CHARACTERS), 1):
        numbered = name if number == 1 else f"{name}_{number}"
        yield Policy(numbered, PolicyKind.MANAGED, document, ((),) * len(document.statements))


def enforced(trust_policy: Document, guarding: Iterable[Guardrail]) -> Document:
    """The trust policy with Deny statements for what the guardrails forbid."""
    statements = [statement for each in guarding if each.is_of_trust for statement in denials(each)]
    if not statements:
        return trust_policy
    return Document({**trust_policy.json, "Statement": [*trust_policy.parts, *statements]}, PolicyType.TRUST)


def prevented(
    role: Role,
    activity: Activity,
    wanted: Collection[Overlay],
    corrections: Collection[str],
    values: templates.Fillings,
) -> list[str]:
    """Actions that the activity is for, and that the role's Deny statements for its guardrails deny.

    Tries the requests that the activity's file says it must allow, as far as the role's other policies allow them.
    """
    filled = role.fill(EXAMPLES | dict(role.environment.values))
    own = [NamedPolicy(each.name, each.document) for each in filled.policies]
    denying = decision.compile(Policies(identity=tuple(each for each in own if _is_guarding(each.name))))
    allowing = decision.compile(Policies(identity=tuple(each for each in own if not _is_guarding(each.name))))
    chosen = (activity.corrections[name].must_allow for name in corrections)
    found: dict[str, None] = {}
    for asked in (*activity.must_allow, *(each for group in chosen for each in group)):
        if activity.effective(wanted) not in asked.variants:
            continue
        context = {key: requests.ABSENT if value is None else value for key, value in asked.context.items()}
        resource, context = (templates.fill(part, {**EXAMPLES, **values}) for part in (asked.resource, context))
        request = requests.Request(asked.action, resource, context=context)
        if allowing.decide(request).answer is Answer.ALLOW and denying.decide(request).answer is Answer.EXPLICIT_DENY:
            found[asked.action] = None
    return list(found)


def _is_guarding(name: str) -> bool:
    return name.startswith(POLICY)


def as_proved(role: Role, composed: Mapping[str, tuple[Document, Document]]) -> Role:
    """The role as its guardrails are proved, so that roles that differ only in the roles they pass share a proof.

    The user's own policies count as all that they could allow, whatever the values of their variables. Activities'
    policies keep their variables, which the guardrails contain too. `composed` are their documents by policy name, each
    with the one that can pass any role: guardrails do not concern `iam:PassRole`.
    """
    return replace(role, policies=tuple(_as_proved(policy, composed.get(policy.name)) for policy in role.policies))


def _as_proved(policy: Policy, composed: tuple[Document, Document] | None) -> Policy:
    if composed and composed[0] is policy.document:  # otherwise it is packed with others
        return policy if composed[1] is policy.document else policy._replace(document=composed[1])
    if policy.activities or not policy.document.open:
        return policy
    return policy._replace(document=_at_most(policy.document))


def _at_most(document: Document) -> Document:
    return openings.bounded(document, allows=OpeningBound.MOST, denies=OpeningBound.LEAST)


def notices(role: Role, proofs: Sequence[Proof], *, with_broken: bool) -> Iterator[Notice]:
    """Notices about guardrails that hold, that do not if `with_broken`, and about actions that they cannot limit."""
    if holding := [f"`{proof.guardrail.setting}`" for proof in proofs if proof.holds]:
        verb = "hold" if len(holding) > 1 else "holds"
        yield Notice("guardrails-hold", f"{', '.join(holding)} {verb} for every request")
    for proof in proofs:
        for breach in breaches(role, proof) if with_broken else ():
            yield Notice("guardrail-broken", f"{breach.message}; {breach.help}")
    for proof in proofs:
        if proof.unreached:
            text = f"`{proof.guardrail.setting}` cannot limit {listing(proof.unreached)}: {_KEYLESS}"
            yield Notice("guardrail-unreached", text)
