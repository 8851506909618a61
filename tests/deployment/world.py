"""An account to deploy to, seen from both sides: as Rolecast is used, and as it is, read past Rolecast."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.tools import ACCOUNT, Server

from rolecast.account.client import Connection, connect
from rolecast.composition.compose import compose
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.execute import apply
from rolecast.deployment.plan import Plan
from rolecast.deployment.planning import Deployment
from rolecast.deployment.steps import Step
from rolecast.deployment.target import TargetAccount, roles_of_account
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.rolefile.load import parse

NAME = "team"


def opened(text: str, connection: Connection, *, named: bool = True, name: str = NAME) -> Deployment:
    """The deployment of a role file's text."""
    roles = compose(parse(text)).values()
    home = TargetAccount(connection.account, connection.partition, connection.region)
    return Deployment(name, "roles.yaml", roles_of_account(roles, home), is_named=named)


def planned(text: str, *adopt: str, connection: Connection | None = None, thorough: bool = False) -> Plan:
    connection = connection or connect()
    return opened(text, connection).plan(connection, Adoption(adopt), thorough=thorough)


def applied(text: str, *adopt: str, connection: Connection | None = None) -> Plan:
    """Plans and applies, as one command does."""
    connection = connection or connect()
    plan = planned(text, *adopt, connection=connection)
    carry_out(plan, connection)
    return plan


def destroyed(text: str, *adopt: str, connection: Connection | None = None) -> Plan:
    connection = connection or connect()
    plan = opened(text, connection).plan_to_destroy(connection, Adoption(adopt))
    carry_out(plan, connection)
    return plan


def carry_out(
    plan: Plan, connection: Connection | None = None, progress: Callable[[int, int, Step], None] | None = None
) -> None:
    assert plan.conflicts == (), plan.conflicts
    apply(plan, connection or connect(), progress or say_nothing)


def say_nothing(_number: int, _count: int, _step: Step) -> None:
    pass


class World:
    """The account, read and changed by its owner, who does not know Rolecast."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.iam = server.client("iam")

    def empty(self) -> None:
        address = f"{self.server.endpoint}/moto-api/reset"
        with urllib.request.urlopen(urllib.request.Request(address, method="POST")) as answer:  # noqa: S310
            answer.read()

    def surround(self) -> None:
        """What the account has of others, which the scenarios name."""
        for name in ("outside-1", "outside-2", "limit"):
            self.policy(name)

    def policy(
        self, name: str, *statements: dict[str, Any], tags: dict[str, str] | None = None, path: str = "/"
    ) -> str:
        """Makes a managed policy and returns its ARN."""
        document = {"Version": "2012-10-17", "Statement": list(statements) or [allow("sns:Publish", "*")]}
        listed = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
        made = self.iam.create_policy(PolicyName=name, Path=path, PolicyDocument=json.dumps(document), Tags=listed)
        arn: str = made["Policy"]["Arn"]
        return arn


def allow(action: str | list[str], resource: str | list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def policy_arn(name: str, path: str = "/") -> str:
    return f"arn:aws:iam::{ACCOUNT}:policy{path}{name}"


@cache
def probes(*documents: tuple[str, ...]) -> list[tuple[str, str]]:
    """Requests that the documents are about: each action on each resource, without their wildcards."""
    found = {
        (action.replace("*", "X"), resource.replace("*", "x"))
        for group in documents
        for document in group
        for statement in Document(json.loads(document)).statements
        for action in statement.actions or ()
        for resource in statement.resources or ()
    }
    return sorted(found)


@cache
def _engine(documents: tuple[str, ...]) -> Engine:
    policies = tuple(NamedPolicy(str(n), Document(json.loads(text))) for n, text in enumerate(documents))
    return Engine(Policies(identity=policies))


@cache
def allows(documents: tuple[str, ...], probe: tuple[str, str]) -> bool:
    action, resource = probe
    return _engine(documents).decide(Request(action, resource)).answer is Answer.ALLOW
