"""The journeys under each guardrail: what is denied as the SDK sends it, and as the setting asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from tools.journeys.journeys import Journey, journeys, role_file
from tools.journeys.requests import Call, requests_of

from rolecast import compose
from rolecast.access.policies import policies_of
from rolecast.catalogue.intersections import Condition, texts
from rolecast.guardrails.guardrail import Guardrail, guardrails
from rolecast.iam import algebra, decision, patterns
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.requests import Request
from rolecast.role import Role

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TAGS = {"team": "fraud"}
SETTINGS: Mapping[str, Any] = {
    "network": {"subnets": ["subnet-0a1b2c3d4e5f67890"], "security_groups": ["sg-0a1b2c3d4e5f67890"]},
    "encryption": {"data_keys": [KEY], "volume_keys": [KEY]},
    "narrowing": {
        "instance_types": ["ml.m5.large"],
        "inter_container_encryption": True,
        "network_isolation": True,
        "tags": TAGS,
        "regions": ["us-east-1"],
    },
}


_CARRIED = "aws:resourcetag/"
_KEYS_OF_STORES = {
    f"sagemaker:featuregroup{each}storekmskey{end}": KEY for each in ("online", "offline") for end in ("", "arn")
}
"""A feature group has keys of its own, which AWS's template asks for and no guardrail does."""


class Outcome(NamedTuple):
    """What a guardrail does to a journey.

    `needing` are operations that are denied as they were recorded and allowed when they give what the setting asks
    for; `impossible` are requests that are denied whatever they give.
    """

    journey: Journey
    needing: tuple[str, ...]
    impossible: tuple[Request, ...]


def outcomes(guardrail: Guardrail) -> Iterator[Outcome]:
    """For each journey, with its role in the corrected edition."""
    for journey in journeys():
        needing: dict[str, None] = {}
        impossible: list[Request] = []
        for call in journey.calls:
            recorded = [_on_own(each, call, guardrail) for each in requests_of(call)]
            # What the role is not allowed in any case, such as with a key, is not the guardrail's doing.
            foreign = {(each.action, each.resource) for each in _denied(recorded, journey, None)}
            if _denied(recorded, journey, guardrail, foreign):
                tagged = [_on_own(each, call, guardrail) for each in requests_of(_tagged(call, guardrail))]
                denied = _denied([_given(each, guardrail) for each in tagged], journey, guardrail, foreign)
                impossible += denied
                needing |= {} if denied else {call.operation: None}
        yield Outcome(journey, tuple(needing), tuple(impossible))


def _denied(
    requests: list[Request],
    journey: Journey,
    guardrail: Guardrail | None,
    but: Collection[tuple[str, str]] = (),
) -> list[Request]:
    """Those that the journey's role is not allowed, but for some by action and resource."""
    engine = _engine(journey.role, guardrail and guardrail.setting)
    asked = (replace(each, context={**journey.context, **each.context}) for each in requests)
    return [
        each
        for each in asked
        if (each.action, each.resource) not in but and engine.decide(each).answer is not Answer.ALLOW
    ]


def promised() -> list[Guardrail]:
    return guardrails(SETTINGS)


@cache
def _engine(role: str, setting: str | None) -> Engine:
    return decision.compile(policies_of(_roles(setting)[role].resolve()))


@cache
def _roles(setting: str | None) -> Mapping[str, Role]:
    """The roles of the journeys in the corrected edition, each with the setting in the place of its own."""
    asked: dict[str, Any] = {}
    if setting:
        name, _, narrowing = setting.partition(".")
        asked = {name: {narrowing: SETTINGS[name][narrowing]} if narrowing else SETTINGS[name]}
    roles = {key: each | asked for key, each in role_file()["roles"].items()}
    return compose({**role_file(), "edition": "corrected", "packing": "fewest", "roles": roles})


def _tagged(call: Call, guardrail: Guardrail) -> Call:
    """The call with the team's tags, if the setting asks for some and it creates something."""
    if guardrail.setting != "narrowing.tags" or not _is_creating(call):
        return call
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    return replace(call, parameters={**call.parameters, "Tags": tags})


def _on_own(request: Request, call: Call, guardrail: Guardrail) -> Request:
    """The request on things that have the team's tags, if the setting asks for some and they are there already."""
    if guardrail.setting != "narrowing.tags" or _is_creating(call):
        return request
    carried = {f"{_CARRIED}{key}": value for key, value in TAGS.items()}
    return replace(request, context={**request.context, **carried})


def _is_creating(call: Call) -> bool:
    return call.operation.startswith("Create") and not call.operation.startswith("CreatePresigned")


def _is_made(request: Request) -> bool:
    """Whether the request is to make the resource that it names, such as CreateModel on a model."""
    kind = request.resource.rpartition(":")[2].partition("/")[0].replace("-", "")
    return request.action.lower() == f"sagemaker:create{kind}"


def _given(request: Request, guardrail: Guardrail) -> Request:
    """The request with what the guardrail asks of it, and with what AWS's own conditions ask beside it."""
    context: dict[str, Any] = dict(request.context)
    if guardrail.setting == "encryption" and request.action == "sagemaker:CreateFeatureGroup":
        context |= _KEYS_OF_STORES
    for requirement in guardrail.requirements:
        is_on_it = not requirement.resources or any(
            algebra.covers(patterns.pattern(each), patterns.pattern(request.resource)) for each in requirement.resources
        )
        if request.action in requirement.actions and is_on_it:
            met = _meeting(requirement.asked[0])
            # What is being created has no tags that it could be asked for.
            context |= {
                key: value for key, value in met.items() if not (_is_made(request) and key.startswith(_CARRIED))
            }
    return replace(request, context=context)


def _meeting(condition: Condition) -> dict[str, Any]:
    """A context that meets a condition."""
    return {
        key.lower(): tuple(texts(value)) if operator.startswith("For") else texts(value)[0]
        for operator, keys in condition.items()
        if operator != "Null" and "Not" not in operator
        for key, value in keys.items()
    }
