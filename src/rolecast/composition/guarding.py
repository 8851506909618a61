"""Guardrails of a composed role: Deny statements that make them hold, and what is said of those that do or do not."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.trials import EXAMPLES
from rolecast.composition.customizations import CUSTOMIZATIONS
from rolecast.guardrails.breaches import breaches, listing
from rolecast.guardrails.denials import denials
from rolecast.guardrails.guardrail import Guardrail, guardrails
from rolecast.guardrails.promises import promises
from rolecast.guardrails.proof import Proof
from rolecast.iam import decision, requests, templates
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy as Policy_
from rolecast.iam.policies import Policies
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import VERSION
from rolecast.role import Notice, Policy, PolicyKind, Role
from rolecast.rolefile.request import RoleRequest

POLICY = "SM_Guardrails"


def promised(request: RoleRequest, flow: Flow) -> list[Guardrail]:
    """What the role's settings promise, as far as they have an effect in its flow."""
    in_flow = (each.key for each in CUSTOMIZATIONS if each.overlay in flow.customizations)
    asked = {name: request.get(name) for name in (*in_flow, "narrowing") if request.get(name)}
    return _guardrails(json.dumps(asked)) if asked else []


@lru_cache(maxsize=256)
def _guardrails(settings: str) -> list[Guardrail]:
    return guardrails(json.loads(settings))


def policies(guarding: Iterable[Guardrail], name: str) -> Iterator[Policy]:
    """Policies of Deny statements for what the guardrails forbid, as few as hold them: `name`, then `name`_2."""
    groups: list[list[dict[str, Any]]] = []
    for statement in (part for each in guarding for whole in denials(each) for part in _fitting(whole)):
        group = next((each for each in groups if _document([*each, statement]).size <= MANAGED_POLICY_CHARACTERS), None)
        if group is None:
            groups.append([statement])
        else:
            group.append(statement)
    for number, group in enumerate(groups, 1):
        numbered = name if number == 1 else f"{name}_{number}"
        yield Policy(numbered, PolicyKind.MANAGED, _document(group), ((),) * len(group))


def _fitting(statement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statement, or several with parts of its actions where no policy would hold it."""
    actions = statement.get("Action", [])
    if len(actions) < 2 or _document([statement]).size <= MANAGED_POLICY_CHARACTERS:
        yield statement
        return
    middle = len(actions) // 2
    for half in (actions[:middle], actions[middle:]):
        yield from _fitting({**statement, "Action": half})


def prevented(
    role: Role,
    activity: Activity,
    wanted: Collection[Overlay],
    corrections: Collection[str],
    values: templates.Fillings,
) -> list[str]:
    """Actions that the activity is for and that the role's Deny statements for its guardrails take from it.

    Asked are the requests that the activity's file says it must allow, as far as the role allows them otherwise.
    """
    filled = role.fill(EXAMPLES | dict(role.environment.values))
    own = [Policy_(each.name, each.document) for each in filled.policies]
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


def _document(statements: list[dict[str, Any]]) -> Document:
    return Document({"Version": VERSION, "Statement": statements})


def notices(role: Role, proofs: Sequence[Proof], *, with_broken: bool) -> Iterator[Notice]:
    """Which guardrails hold for every request, which do not, and what they cannot reach."""
    if holding := [f"`{proof.guardrail.setting}`" for proof in proofs if proof.holds]:
        verb = "hold" if len(holding) > 1 else "holds"
        yield Notice("guardrails-hold", f"{', '.join(holding)} {verb} for every request")
    for proof in proofs:
        for breach in breaches(role, proof) if with_broken else ():
            yield Notice("guardrail-broken", f"{breach.message}; {breach.help}")
    for proof in proofs:
        setting = proof.guardrail.setting
        if names := list(promises()[setting].unreached(role.policies)):
            text = f"`{setting}` cannot reach {listing(names)}: the actions carry no condition key for it"
            yield Notice("guardrail-unreached", text)
