"""The journeys: what each does, who makes it, and what the engine says of its requests."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from tools.journeys.requests import ALWAYS, Call, requests_of

from rolecast import compose
from rolecast.access.policies import policies_of
from rolecast.catalogue.activity import Edition
from rolecast.iam import decision
from rolecast.iam.decision import Answer, Decision, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy
from rolecast.iam.requests import Request
from rolecast.iam.statements import PolicyType
from rolecast.iam.variables import Context
from rolecast.role import Role

FOLDER = Path(__file__).parent
SCRIPTS, RECORDINGS = FOLDER / "scripts", FOLDER / "recordings"
ACCOUNT = "123456789012"
# As KMS makes it by default: the key's account decides by its own policies.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
_KEY_POLICY = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    },
}


class Journey(NamedTuple):
    """`besides` are requests that AWS makes on behalf of the role, `never` those that it must not be allowed.

    `context` has the keys that AWS adds to every request of the role's session, or finds out about the resource.
    """

    id: str
    title: str
    role: str
    context: Context
    calls: tuple[Call, ...]
    besides: tuple[Request, ...]
    never: tuple[Request, ...]

    @property
    def requests(self) -> list[Request]:
        """Everything that the journey needs. Raises UnclearError."""
        asked = (each for call in self.calls for each in requests_of(call))
        return [*(replace(each, context={**self.context, **each.context}) for each in asked), *self.besides]


@cache
def journeys() -> tuple[Journey, ...]:
    """All of them, in the order of their file."""
    listed: dict[str, Any] = yaml.safe_load((FOLDER / "journeys.yaml").read_text(encoding="utf-8"))
    return tuple(_journey(name, settings) for name, settings in listed.items())


def _journey(name: str, settings: Mapping[str, Any]) -> Journey:
    script = ast.parse((SCRIPTS / f"{name}.py").read_text(encoding="utf-8"))
    return Journey(
        name,
        (ast.get_docstring(script) or "").partition("\n\n")[0].replace("\n", " "),
        settings["role"],
        settings.get("context", {}),
        tuple(_calls(name)),
        tuple(map(_request, settings.get("besides", ()))),
        tuple(map(_request, settings["never"])),
    )


def _calls(name: str) -> Iterator[Call]:
    for line in (RECORDINGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield Call(**json.loads(line))


def _request(given: Mapping[str, Any]) -> Request:
    return Request(given["action"], given.get("resource", "*"), context={**ALWAYS, **given.get("context", {})})


@cache
def role_file() -> dict[str, Any]:
    """What roles.yaml says."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / "roles.yaml").read_text(encoding="utf-8"))
    return content


@cache
def roles(edition: Edition) -> Mapping[str, Role]:
    """The roles of roles.yaml in an edition."""
    composed = compose({**role_file(), "edition": edition.value})
    return {key: role.resolve() for key, role in composed.items()}


def is_allowed(role: str, edition: Edition, request: Request) -> bool:
    return answer(role, edition, request) is Answer.ALLOW


def answer(role: str, edition: Edition, request: Request) -> Answer:
    """What the engine says of a request of this role."""
    return _decide(role, edition, request).answer


def activities(journey: Journey) -> frozenset[str]:
    """The ids of the activities, in the corrected edition, whose statements allow some request of the journey."""
    policies = {policy.name: policy for policy in roles(Edition.CORRECTED)[journey.role].policies}
    return frozenset(
        origin
        for request in journey.requests
        for statement in _decide(journey.role, Edition.CORRECTED, request).statements
        if statement.policy in policies and policies[statement.policy].origins
        for origin in policies[statement.policy].origins[statement.statement]
    )


def _decide(role: str, edition: Edition, request: Request) -> Decision:
    on_key = request.action.startswith("kms:")
    principal = f"arn:aws:sts::{ACCOUNT}:assumed-role/{roles(edition)[role].name}/session" if on_key else None
    asked = Request(request.action, request.resource, principal, request.context)
    return _engine(role, edition, on_key).decide(asked)


@cache
def _engine(role: str, edition: Edition, on_key: bool) -> Engine:
    policies = policies_of(roles(edition)[role])
    key_policy = NamedPolicy("key", Document(_KEY_POLICY, PolicyType.RESOURCE)) if on_key else None
    return decision.compile(policies._replace(resource=key_policy) if on_key else policies)


def denied(journey: Journey, edition: Edition) -> list[Request]:
    """The requests of the journey that the role is not allowed."""
    return [each for each in journey.requests if not is_allowed(journey.role, edition, each)]
