"""Answers in words: the statement that decided, what the nearest one lacks, and what else a request needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rolecast.access import validity
from rolecast.access.extent import extents
from rolecast.access.holders import noun
from rolecast.access.questions import Asker, Reply
from rolecast.iam import fixed, patterns, services
from rolecast.iam.decision import Answer
from rolecast.iam.policies import Layer, StatementRef
from rolecast.iam.requests import ABSENT
from rolecast.iam.services import When
from rolecast.iam.statements import Condition, Effect, Statement
from rolecast.iam.traces import FailedTest, StatementPart, Trace
from rolecast.role import Role

_BLOCKED = {
    Layer.IDENTITY: "no statement of the {holder}'s policies allows it",
    Layer.BOUNDARY: "the permissions boundary does not allow it",
    Layer.RESOURCE: "the resource's own policy must allow it too, and is not known here",
}


_NEEDS = {
    When.ALWAYS: "also needs {}",
    When.ROLE: "also needs {}, when a role is given",
    When.TAGS: "also needs {}, when tags are given",
    When.SOMETIMES: "may also need {}",
}


def reasons(reply: Reply, role: Role, *, is_named: bool = True) -> Iterator[str]:
    """The reasons for the answer, one line each. `is_named` is False if the question named no resource."""
    action, resource = reply.request.action.lower(), reply.request.resource
    is_owned = any(patterns.matches_arn(arn, resource) for arn in fixed.owned_by_aws(action))
    match reply.answer:
        case Answer.ALLOW if fixed.is_always_allowed(action, None):
            yield "AWS asks for no permission for this call, and no policy can deny it"
        case Answer.ALLOW | Answer.EXPLICIT_DENY:
            verb = "allowed" if reply.answer is Answer.ALLOW else "denied"
            for ref in reply.decision.statements:
                yield f"{verb} by {_name(ref, role)}"
        case Answer.IMPLICIT_DENY if is_owned:
            yield f"only AWS can change {resource}"
        case Answer.IMPLICIT_DENY:
            for layer in reply.decision.blocked_by:
                yield _BLOCKED.get(layer, f"{layer.value} does not allow it").format(holder=noun(role))
            yield from _nearest(reply, role)
            if reply.decision.blocked_by == (Layer.IDENTITY,):
                from rolecast.access import remedies  # imported here: it reads the catalogue

                found = [*remedies.remedies(role, reply.request, is_named=is_named)]
                yield from (f"help: {remedy.text}" for remedy in remedies.first(found))
        case Answer.UNKNOWN:
            yield from _dependencies(reply, role)


def _dependencies(reply: Reply, role: Role) -> Iterator[str]:
    """What an unknown answer depends on: open texts, condition keys or policies."""
    if reply.open_texts:
        verb = "is" if len(reply.open_texts) == 1 else "are"
        yield f"it depends on {_listing(reply.open_texts)}, which {verb} not known here"
    if reply.needed:
        yield f"it depends on {_listing(reply.needed)}, which the request does not specify"
        for found in reply.traces:
            if set(found.missing) & set(reply.needed):
                yield f"asked for by {_name(found.ref, role)}{_demands(found, reply.needed)}"
        return
    for name in reply.decision.unavailable:
        what = f"the resource's own policy ({name})" if name == reply.request.resource else name
        yield f"it depends on {what}, whose text is not known here"


def further_needs(asker: Asker, reply: Reply) -> Iterator[str]:
    """The other permissions that the service reference lists for the action, and whether the role has them."""
    prefix, _, name = reply.request.action.partition(":")
    service = services.service(prefix)
    action = service.actions.get(name.lower()) if service else None
    if service is None or action is None:
        return
    types = [resource.name for resource in action.resources if resource.required]
    if len(types) > 1:
        yield f"it is checked on each resource that it names, and all must be allowed: {', '.join(types)}"
    if operation := service.operations.get(name.lower()):
        others = [needed for needed in operation.required if needed.lower() != reply.request.action.lower()]
        for needed in others:
            yield f"the operation {operation.name} needs {needed}: {_may(asker, needed)}"
    for need in action.needs:
        to = f" to {' or '.join(need.services)}" if need.services else ""
        yield f"it {_NEEDS[need.when].format(f'{need.action}{to}')}: {_may(asker, need.action)}"


def _may(asker: Asker, action: str) -> str:
    """Whether the role may do another action, and on which resources."""
    holder = f"this {noun(asker.role)}"
    known = validity.find_action(action)
    if known is not None and not known.resources:
        reply = asker.ask(action, "*", {})
        return {Answer.ALLOW: f"{holder} may", Answer.UNKNOWN: "it depends"}.get(reply.answer, f"{holder} may not")
    found = [each for each in extents(asker, action, {}) if each.is_possible]
    certain = [each.pattern for each in found if each.is_certain]
    if certain or not found:
        return f"{holder} may, on {_listing(certain)}" if certain else f"{holder} may not"
    return f"{holder} may under conditions, on {_listing([each.pattern for each in found])}"


def _resources(statement: Statement) -> Sequence[str]:
    if statement.resources is not None:
        return statement.resources
    return [f"everything but {', '.join(statement.not_resources or ())}"]


def _nearest(reply: Reply, role: Role) -> Iterator[str]:
    """The Allow that lacks least, if any is about the action."""
    candidates = [
        each for each in reply.traces if each.ref.effect is Effect.ALLOW and each.ref.layer in reply.decision.blocked_by
    ]
    if not candidates:
        yield f"none of its statements is about {reply.request.action}"
        return
    nearest = min(candidates, key=lambda each: len(each.parts) + len(each.tests))
    yield f"the nearest is {_name(nearest.ref, role)}, but:"
    if StatementPart.RESOURCE in nearest.parts:
        yield f"  its Resource is {', '.join(_resources(nearest.statement))}, which is not {reply.request.resource}"
        if nearest.unresolved:
            yield f"  {_listing(nearest.unresolved)} in it are not given"
    for test in nearest.tests:
        yield f"  {_failure(test)}"


def _failure(test: FailedTest) -> str:
    condition = condition_text(test.condition)
    if test.given is None or test.given == ABSENT:
        return f"{condition} does not hold: the request has no {test.condition.key}"
    given = test.given if isinstance(test.given, str) else ", ".join(test.given)
    return f"{condition} does not hold: the request has {given or 'an empty value'}"


def _demands(found: Trace, needed: Sequence[str]) -> str:
    demands = [condition_text(condition) for condition in found.statement.conditions if condition.key in needed]
    return f": {'; '.join(demands)}" if demands else ""


def condition_text(condition: Condition) -> str:
    """The condition on one line."""
    return f"{condition.operator} {condition.key} = {' or '.join(condition.values)}"


def _name(ref: StatementRef, role: Role) -> str:
    return f"{statement_name(ref)}{_origin(ref, role)}"


def statement_name(ref: StatementRef) -> str:
    """The statement by its position, counted from 1, its Sid and its policy."""
    sid = f" ({ref.sid})" if ref.sid else ""
    return f"statement {ref.statement + 1}{sid} of {ref.policy}"


def _origin(ref: StatementRef, role: Role) -> str:
    """The activities that the statement came from, as the end of a sentence; empty if there are none."""
    policy = next((policy for policy in role.policies if policy.name == ref.policy), None)
    origins = policy.origins[ref.statement] if policy and policy.origins and ref.layer is Layer.IDENTITY else ()
    return f", from {', '.join(origins)}" if origins else ""


def _listing(words: Sequence[str]) -> str:
    return ", ".join(words)
