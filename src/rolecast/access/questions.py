"""May this role do that? Answers that say unknown where something that was not given would change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.access.policies import policies_of
from rolecast.iam.decision import Answer, Decision, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, Policies, Policy, StatementRef
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect, Statement
from rolecast.iam.templates import fill, names_in
from rolecast.iam.traces import Part, Trace, trace
from rolecast.role import Role

Context = Mapping[str, str | tuple[str, ...]]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html: a role's session has no user name.
_NO_ACCOUNT = "000000000000"
_ABSENT = frozenset({"aws:username"})


class Reply(NamedTuple):
    """The answer to one request.

    `decision` is what the engine says of the request as it was given. `answer` is the same, or unknown where
    a key that was not given, those in `needed`, would change it. `traces` has every statement that is about
    the action.
    """

    request: Request
    answer: Answer
    decision: Decision
    needed: tuple[str, ...]
    traces: tuple[Trace, ...]
    open_texts: tuple[str, ...] = ()
    """What stands in the policies for texts that are not known, if an unknown answer depends on it."""


class Asker:
    """Puts questions to one role, whose texts are known. What is not known of its environment, no request has."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self.policies = policies_of(role)
        self._engine = Engine(self.policies)

    def ask(self, action: str, resource: str, context: Context) -> Reply:
        """Whether a session of the role may do `action` on `resource`, an ARN or `*`.

        What follows from the role itself need not stand in `context`: aws:PrincipalArn and the like. A key that
        is `ABSENT` there is known not to be in the request.
        """
        known: dict[str, str | tuple[str, ...]] = {**self._own_context(), **context}
        request = Request(action, resource, context=known)
        request = replace(request, principal=self._session(request))
        engine, policies = self._engine, self.policies
        own = self.role.environment.account
        if own is not None and request.resource_account not in (None, own):
            # Across accounts the resource's own policy must allow too, and nobody has shown it.
            policies = replace(policies, resource=Policy(resource, None))
            engine = Engine(policies)
        decision = engine.decide(request)
        traces = tuple(each for each in trace(policies, request) if Part.ACTION not in each.parts)
        answer = decision.answer
        needed: tuple[str, ...] = ()
        if answer is not Answer.UNKNOWN and _could_differ(policies, request, traces):
            answer = Answer.UNKNOWN
            needed = tuple(sorted({key for each in traces if _is_possible(each) for key in _missing(each)}))
        return Reply(request, answer, decision, needed, traces)

    def _session(self, request: Request) -> str:
        """The session that asks. One whose account is not known is taken to be of the resource's."""
        partition = self.role.environment.partition
        account = self.role.environment.account or request.resource_account or _NO_ACCOUNT
        return f"arn:{partition.id if partition else 'aws'}:sts::{account}:assumed-role/{self.role.name}/session"

    def _own_context(self) -> dict[str, str]:
        """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""
        context = {
            "aws:PrincipalArn": fill(self.role.arn, self.role.environment.values),
            "aws:PrincipalAccount": self.role.environment.account or "{{account}}",
            "aws:PrincipalType": "AssumedRole",
            "aws:PrincipalIsAWSService": "false",
            **{f"aws:PrincipalTag/{key}": value for key, value in self.role.tags.items()},
        }
        return {key: value for key, value in context.items() if not names_in([key, value])}


def _could_differ(policies: Policies, request: Request, traces: tuple[Trace, ...]) -> bool:
    """Whether the keys that were not given can change the answer.

    The engine is asked twice more: once as if they were all as the role would like them, once as if none was.
    """
    if not any(_missing(each) and _is_possible(each) for each in traces):
        return False
    by_ref = {each.ref: each for each in traces}
    answers = {Engine(_as_if(policies, by_ref, liked=liked)).decide(request).answer for liked in (True, False)}
    return len(answers) > 1


def _as_if(policies: Policies, traces: Mapping[StatementRef, Trace], *, liked: bool) -> Policies:
    def varied(layer: Layer, group: tuple[Policy, ...]) -> tuple[Policy, ...]:
        return tuple(Policy(name, document and _vary(layer, name, document, traces, liked)) for name, document in group)

    return replace(
        policies,
        identity=varied(Layer.IDENTITY, policies.identity),
        boundary=varied(Layer.BOUNDARY, policies.boundary),
    )


def _vary(layer: Layer, name: str, document: Document, traces: Mapping[StatementRef, Trace], liked: bool) -> Document:
    def vary() -> Iterator[Statement]:
        for number, statement in enumerate(document.statements):
            found = traces.get(StatementRef(layer, name, number, statement.sid, statement.effect))
            if found is None or not _missing(found):
                yield statement
            elif _is_possible(found) and (statement.effect is Effect.ALLOW) is liked:
                yield replace(statement, resources=("*",), not_resources=None, conditions=())

    return Document.of_statements(vary(), document.version, document.type)


def _is_possible(found: Trace) -> bool:
    """Whether the statement matches, or would with other values for the keys that were not given."""
    parts = set(found.parts) - ({Part.RESOURCE} if found.unresolved else set())
    return not parts and all(test.given is None or test.unresolved for test in found.tests)


def _missing(found: Trace) -> set[str]:
    """The keys that were not given and that the statement's match hangs on."""
    return {key for key in found.missing if key.lower() not in _ABSENT}
