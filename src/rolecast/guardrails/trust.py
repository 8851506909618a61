"""Proves that a role's trust policy complies with a guardrail: on whose behalf services may assume the role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.guardrails.denials import denials_of
from rolecast.guardrails.escapes import MOST_STEPS, TRUST_POLICY, Escape, Proof
from rolecast.guardrails.guardrail import Guardrail, Requirement
from rolecast.guardrails.suspects import implies
from rolecast.guardrails.witnesses import witnesses
from rolecast.iam import decision, openings, templates
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, Effect, PolicyType, Statement
from rolecast.role import Role


def prove(role: Role, guardrail: Guardrail, values: Mapping[str, str]) -> Proof:
    """Whether the role complies with the guardrail. `values` fill in `{{account}}` and the like."""
    fillings = {name: [text] for name, text in values.items()}
    document = role.trust_policy.fill(fillings)
    if "trust_policy" in role.unknown or openings.is_unknown(document) or document.faults:
        return Proof(guardrail, doubts=(f"the text of the {TRUST_POLICY} is not known",))
    if names := document.names:
        listed = ", ".join(f"`{{{{{name}}}}}`" for name in sorted(names))
        return Proof(guardrail, doubts=(f"the {TRUST_POLICY} names {listed}, which is not known",))
    trust = _Trust(document, str(templates.fill(role.arn, fillings)), values)
    escapes: list[Escape] = []
    doubts: dict[str, None] = {}
    for requirement in guardrail.requirements:
        asked = tuple(templates.fill(each, fillings) for each in requirement.asked)
        found, undecided = trust.judge(
            Requirement(requirement.actions, asked, requirement.resources, requirement.services)
        )
        escapes += found
        doubts |= dict.fromkeys(undecided)
    return Proof(guardrail, tuple(escapes), tuple(doubts))


class _Trust(NamedTuple):
    """The trust policy of the role with this ARN."""

    document: Document
    arn: str
    values: Mapping[str, str]

    def judge(self, requirement: Requirement) -> tuple[list[Escape], list[str]]:
        """The statements that do not comply, and what is unknown about others."""
        escapes: list[Escape] = []
        doubts: list[str] = []
        for number, statement in enumerate(self.document.statements):
            if statement.effect is not Effect.ALLOW or any(
                implies(statement.conditions, each) for each in requirement.asked
            ):
                continue
            request, undecided = self._escaping(statement, requirement)
            if request:
                escapes.append(Escape(TRUST_POLICY, number, requirement.actions, request))
            doubts += undecided
        return escapes, doubts

    def _escaping(self, statement: Statement, requirement: Requirement) -> tuple[Request | None, tuple[str, ...]]:
        """A request that the statement allows although it is forbidden, if there is one, or why that is unknown."""
        whole = decision.compile(self._policies((statement._replace(conditions=()),)))
        asked = [
            Request(action, self.arn, service) for action in requirement.actions for service in requirement.services
        ]
        if not any(whole.decide(request).answer is Answer.ALLOW for request in asked):
            return None, ()
        denying = tuple(each for each in self.document.statements if each.effect is Effect.DENY)
        alone = self._policies((statement, *denying))
        guarded = self._policies((statement, *denying, *_forbidding(requirement)))
        before, after = decision.compile(alone), decision.compile(guarded)
        for request in self._witnesses(statement, requirement):
            if before.decide(request).answer is Answer.ALLOW and after.decide(request).answer is not Answer.ALLOW:
                return request, ()
        from rolecast.iam.comparison import Budget, compare  # rarely needed

        found = compare(guarded, alone, Budget(MOST_STEPS), resource=self.arn)
        return next((gain.request for gain in found.gains), None), found.undecided_gains

    def _witnesses(self, statement: Statement, requirement: Requirement) -> Iterator[Request]:
        for action in requirement.actions:
            for request in witnesses(statement, action, requirement, self.values):
                for service in requirement.services:
                    yield replace(request, principal=service, resource=self.arn)

    def _policies(self, statements: tuple[Statement, ...]) -> Policies:
        document = Document.of_statements(statements, self.document.version, PolicyType.TRUST)
        return Policies(resource=NamedPolicy(TRUST_POLICY, document))


def _forbidding(requirement: Requirement) -> tuple[Statement, ...]:
    """What the requirement forbids, as Deny statements."""
    statements = list(denials_of(requirement, {"Action": list(requirement.actions)}))
    return Document({"Version": VERSION, "Statement": statements}, PolicyType.TRUST).statements
