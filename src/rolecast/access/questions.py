"""Whether a role may do an action. The answer is unknown if values that were not given would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.access.holders import UserAsRole, is_principal, is_role
from rolecast.access.policies import policies_of
from rolecast.iam.decision import Answer, Decision, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies, StatementRef
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect, Statement
from rolecast.iam.templates import fill, names_in
from rolecast.iam.traces import StatementPart, Trace, trace
from rolecast.iam.variables import PLACE, single
from rolecast.role import Role, User

Context = Mapping[str, str | tuple[str, ...]]

_DENIALS = frozenset({Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY})
_NO_ACCOUNT = "000000000000"
# A role session has no user name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
_ABSENT = frozenset({"aws:username"})
_RESOURCE_ACCOUNT = "aws:resourceaccount"
# Services and actions that do not support the key, including those that only an earlier version of the page lists.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
# https://github.com/awsdocs/iam-user-guide/blob/main/doc_source/reference_policies_condition-keys.md
_SERVICES_WITHOUT_RESOURCE_ACCOUNT = frozenset({"ebs", "events"})
_WITHOUT_RESOURCE_ACCOUNT = frozenset(
    {
        *("auditmanager:updateassessmentframeworkshare", "detective:acceptinvitation", "ds:acceptshareddirectory"),
        *("ec2:accepttransitgatewaypeeringattachment", "ec2:acceptvpcendpointconnections"),
        *("ec2:acceptvpcpeeringconnection", "ec2:copyfpgaimage", "ec2:copyimage", "ec2:copysnapshot"),
        *("ec2:createtransitgatewaypeeringattachment", "ec2:createvolume", "ec2:createvpcendpoint"),
        *("ec2:createvpcpeeringconnection", "ec2:deletetransitgatewaypeeringattachment"),
        *("ec2:deletevpcpeeringconnection", "ec2:rejecttransitgatewaypeeringattachment"),
        *("ec2:rejectvpcendpointconnections", "ec2:rejectvpcpeeringconnection", "es:acceptinboundconnection"),
        *("guardduty:acceptadministratorinvitation", "macie2:acceptinvitation"),
        *("route53:associatevpcwithhostedzone", "route53:createvpcassociationauthorization"),
        *("route53:deletevpcassociationauthorization", "route53:disassociatevpcfromhostedzone"),
        *("route53:listhostedzonesbyvpc", "securityhub:acceptadministratorinvitation"),
        *("workspaces:copyworkspaceimage", "workspaces:describeworkspaceimages"),
    }
)


class Reply(NamedTuple):
    """The answer to one request.

    `decision` is the engine's result for the request as given. `answer` is the same, or UNKNOWN if one of the keys in
    `needed`, which were not given, would change it. If an unavailable policy decides whatever their values, `decision`
    is the result that names it. `traces` covers every statement about the action.
    """

    request: Request
    answer: Answer
    decision: Decision
    needed: tuple[str, ...]
    traces: tuple[Trace, ...]
    open_texts: tuple[str, ...] = ()
    """The expressions in the policies that an unknown answer depends on."""
    outcomes: frozenset[Answer] = frozenset()
    """The answers that the keys which were not given can lead to. If all are denials, the answer is not unknown."""


class Asker:
    """Answers questions about one role or user whose texts are known. Requests omit unknown parts of its environment.

    `policies` replaces the principal's own policies, if given.
    """

    def __init__(self, role: Role | User, policies: Policies | None = None) -> None:
        self.role = role
        self.policies = policies or policies_of(role)
        self._engine = Engine(self.policies)

    def ask(self, action: str, resource: str, context: Context, resource_policy: NamedPolicy | None = None) -> Reply:
        """Whether a session of the role, or the user, may do `action` on `resource`, an ARN or `*`.

        `context` need not have keys that follow from the role, such as aws:PrincipalArn. A key with the value `ABSENT`
        is known to be missing from the request.
        """
        request = self._request(action, resource, context)
        engine, policies = self._engine, self.policies
        own = self.role.environment.account
        if resource_policy is not None:
            policies = policies._replace(resource=resource_policy)
            engine = Engine(policies)
        elif own is not None and request.resource_account not in (None, own):
            # Across accounts the resource's own policy must allow it too, and is unknown here.
            policies = policies._replace(resource=NamedPolicy(resource, None))
            engine = Engine(policies)
        decision = engine.decide(request)
        traces = tuple(each for each in trace(policies, request) if StatementPart.ACTION not in each.parts)
        answer = decision.answer
        needed: tuple[str, ...] = ()
        varied = _varied(policies, request, traces) if answer is not Answer.UNKNOWN else ()
        outcomes = frozenset(each.answer for each in varied)
        if len(outcomes) > 1 and not outcomes <= _DENIALS:  # explicit or implicit, it is a denial
            answer = Answer.UNKNOWN
            if Answer.ALLOW in outcomes:
                needed = tuple(sorted({key for each in traces if is_possible(each) for key in _missing(each)}))
            else:  # whatever the values, an unavailable policy must allow it too
                decision = next(each for each in varied if each.answer is Answer.UNKNOWN)
        return Reply(request, answer, decision, needed, traces, outcomes=outcomes)

    def certain(self, action: str, resource: str, context: Context) -> Decision | None:
        """The engine's decision if no missing key can change it; None if only `ask` can decide."""
        request = self._request(action, resource, context)
        if request.resource_account not in (None, self.role.environment.account):
            return None
        decision = self._engine.decide(request)
        return None if decision.missing or decision.answer is Answer.UNKNOWN else decision

    def filled(self, text: str, context: Context) -> str:
        """A text with the policy variables filled in whose values are the same in every such request."""
        known = {key.lower(): value for key, value in {**self._own_context(), **context}.items()}
        return PLACE.sub(lambda found: single(known.get(_key(found[1]))) or found[0], text)

    def _request(self, action: str, resource: str, context: Context) -> Request:
        known: dict[str, str | tuple[str, ...]] = {**self._own_context(), **context}
        request = Request(action, resource, context=known)
        account = request.resource_account
        if account and _has_resource_account(action.lower()) and _RESOURCE_ACCOUNT not in request.context:
            request = replace(request, context={**request.context, _RESOURCE_ACCOUNT: account})
        return replace(request, principal=self._session(request))

    def _session(self, request: Request) -> str:
        """The caller's ARN: the user, or a session of the role. If its account is unknown, the resource's is used."""
        known = self.role.environment.partition
        partition = known.id if known else "aws"
        account = self.role.environment.account or request.resource_account or _NO_ACCOUNT
        if isinstance(self.role, User | UserAsRole):
            return self.role.arn.replace("{{partition}}", partition).replace("{{account}}", account)
        return f"arn:{partition}:sts::{account}:assumed-role/{self.role.name}/session"

    def _own_context(self) -> dict[str, str]:
        """The condition keys that follow from the principal.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        """
        context = {
            "aws:PrincipalAccount": self.role.environment.account or "{{account}}",
            "aws:PrincipalIsAWSService": "false",
            **{f"aws:PrincipalTag/{key}": value for key, value in self.role.tags.items()},
        }
        if isinstance(self.role, User | UserAsRole):
            context |= {"aws:PrincipalType": "User", "aws:username": self.role.name}
        elif is_role(self.role):
            context |= {"aws:PrincipalType": "AssumedRole"}
        if isinstance(self.role, User) or is_principal(self.role):
            context |= {"aws:PrincipalArn": fill(self.role.arn, self.role.environment.values)}
        return {key: value for key, value in context.items() if not names_in([key, value])}


def _key(variable: str) -> str:
    """The key of a policy variable, which may have a default, in lower case."""
    return variable.partition(",")[0].strip().lower()


def _has_resource_account(action: str) -> bool:
    """Whether requests for an action (in lower case) have aws:ResourceAccount, according to AWS's list."""
    service = action.partition(":")[0]
    return service not in _SERVICES_WITHOUT_RESOURCE_ACCOUNT and action not in _WITHOUT_RESOURCE_ACCOUNT


def _varied(policies: Policies, request: Request, traces: tuple[Trace, ...]) -> tuple[Decision, ...]:
    """The decisions that keys which were not given can lead to; empty if there are no such keys.

    Runs the engine twice: with all of these keys in the role's favor, and with all against it.
    """
    if not any(_missing(each) and is_possible(each) for each in traces):
        return ()
    by_statement = {(each.ref, id(each.statement)): each for each in traces}
    return tuple(Engine(_as_if(policies, by_statement, liked=liked)).decide(request) for liked in (True, False))


_Traces = Mapping[tuple[StatementRef, int], Trace]
"""Traces by statement and its identity: an inline and a managed policy may have the same name."""


def _as_if(policies: Policies, traces: _Traces, *, liked: bool) -> Policies:
    def varied(layer: Layer, group: tuple[NamedPolicy, ...]) -> tuple[NamedPolicy, ...]:
        return tuple(
            NamedPolicy(name, document and _vary(layer, name, document, traces, liked)) for name, document in group
        )

    return policies._replace(
        identity=varied(Layer.IDENTITY, policies.identity),
        boundary=varied(Layer.BOUNDARY, policies.boundary),
        resource=next(iter(varied(Layer.RESOURCE, (policies.resource,))), None) if policies.resource else None,
    )


def _vary(layer: Layer, name: str, document: Document, traces: _Traces, liked: bool) -> Document:
    def vary() -> Iterator[Statement]:
        for number, statement in enumerate(document.statements):
            ref = StatementRef(layer, name, number, statement.sid, statement.effect)
            found = traces.get((ref, id(statement)))
            if found is None or not _missing(found):
                yield statement
            elif is_possible(found) and (statement.effect is Effect.ALLOW) is liked:
                everywhere = None if statement.resources is statement.not_resources is None else ("*",)
                yield statement._replace(resources=everywhere, not_resources=None, conditions=())

    return Document.of_statements(vary(), document.version, document.type)


def is_possible(found: Trace) -> bool:
    """Whether the statement matches, or would with some values of the keys that were not given."""
    parts = set(found.parts) - ({StatementPart.RESOURCE} if found.unresolved else set())
    return not parts and all(test.given is None or test.unresolved for test in found.tests)


def _missing(found: Trace) -> set[str]:
    """The keys that were not given and that the statement's match depends on."""
    return {key for key in found.missing if key.lower() not in _ABSENT}
