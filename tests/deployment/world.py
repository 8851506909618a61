"""An account to deploy to, seen from both sides: as Rolecast is used, and as it is, read past Rolecast."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from rolecast.account.client import Connection, connect
from rolecast.composition.compose import compose
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.execute import apply
from rolecast.deployment.plan import Plan, from_json, to_json
from rolecast.deployment.planning import Deployment
from rolecast.deployment.steps import Step
from rolecast.deployment.wanted import Home, roles_of_account
from rolecast.iam import grammar
from rolecast.iam.decision import Answer, compile
from rolecast.iam.policies import Policies, Policy
from rolecast.iam.requests import Request
from rolecast.rolefile.load import parse
from tests.tools import ACCOUNT, Server

State = dict[str, Any]
NAME = "team"


def opened(text: str, connection: Connection, *, named: bool = True, name: str = NAME) -> Deployment:
    """The deployment of a role file's text."""
    roles = compose(parse(text)).values()
    home = Home(connection.account, connection.partition, connection.region)
    return Deployment(name, "roles.yaml", roles_of_account(roles, home), is_named=named)


def planned(text: str, *adopt: str, connection: Connection | None = None, thorough: bool = False) -> Plan:
    connection = connection or connect()
    return opened(text, connection).plan(connection, Adoption(adopt), thorough=thorough)


def applied(text: str, *adopt: str, progress: Callable[[int, int, Step], None] | None = None) -> Plan:
    """Plans and applies by way of the plan's JSON, as one command does."""
    connection = connect()
    plan = planned(text, *adopt, connection=connection)
    carry_out(plan, connection, progress)
    return plan


def destroyed(text: str, *adopt: str) -> Plan:
    connection = connect()
    plan = opened(text, connection).plan_to_destroy(connection, Adoption(adopt))
    carry_out(plan, connection)
    return plan


def carry_out(
    plan: Plan, connection: Connection | None = None, progress: Callable[[int, int, Step], None] | None = None
) -> None:
    assert plan.conflicts == (), plan.conflicts
    kept = from_json(json.dumps(to_json(plan)), "plan.json")
    assert kept == plan
    apply(kept, connection or connect(), progress or (lambda number, count, step: None))


class World:
    """The account, read and changed by its owner, who does not know Rolecast."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.iam = server.client("iam")

    def empty(self) -> None:
        address = f"{self.server.endpoint}/moto-api/reset"
        with urllib.request.urlopen(urllib.request.Request(address, method="POST")) as answer:  # noqa: S310
            answer.read()

    def state(self) -> State:
        """Everything that matters, without versions that are not the default, ids and dates."""
        details = self.iam.get_account_authorization_details(Filter=["Role", "LocalManagedPolicy"])
        return {
            **{f"role {role['RoleName']}": self._role(role) for role in details["RoleDetailList"]},
            **{f"policy {policy['Arn']}": self._policy(policy) for policy in details["Policies"]},
        }

    def _role(self, detail: dict[str, Any]) -> State:
        role = self.iam.get_role(RoleName=detail["RoleName"])["Role"]
        return {
            "path": role["Path"],
            "description": role.get("Description", ""),
            "session": role["MaxSessionDuration"],
            "trust": role["AssumeRolePolicyDocument"],
            "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "tags": _tags(role.get("Tags", ())),
            "attached": sorted(policy["PolicyArn"] for policy in detail["AttachedManagedPolicies"]),
            "inline": {policy["PolicyName"]: policy["PolicyDocument"] for policy in detail["RolePolicyList"]},
        }

    def _policy(self, detail: dict[str, Any]) -> State:
        default = next(version for version in detail["PolicyVersionList"] if version["IsDefaultVersion"])
        tags = self.iam.list_policy_tags(PolicyArn=detail["Arn"])["Tags"]
        return {"document": default["Document"], "tags": _tags(tags)}

    def grants(self, role: str) -> tuple[str, ...] | None:
        """The documents that the role has, each as text; None where there is no such role."""
        details = self.iam.get_account_authorization_details(Filter=["Role", "LocalManagedPolicy"])
        documents = {
            policy["Arn"]: next(v["Document"] for v in policy["PolicyVersionList"] if v["IsDefaultVersion"])
            for policy in details["Policies"]
        }
        for detail in details["RoleDetailList"]:
            if detail["RoleName"] == role:
                attached = [policy["PolicyArn"] for policy in detail["AttachedManagedPolicies"]]
                own = [documents[arn] for arn in attached if arn in documents]
                own += [policy["PolicyDocument"] for policy in detail["RolePolicyList"]]
                return tuple(sorted(json.dumps(document, sort_keys=True) for document in own))
        return None

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


def probes(*documents: Iterable[str]) -> list[tuple[str, str]]:
    """Requests that the documents are about: each action on each resource, without their wildcards."""
    found = {
        (action.replace("*", "X"), resource.replace("*", "x"))
        for group in documents
        for document in group
        for statement in grammar.parse(json.loads(document)).statements
        for action in statement.actions or ()
        for resource in statement.resources or ()
    }
    return sorted(found)


def allows(documents: tuple[str, ...], probe: tuple[str, str]) -> bool:
    return _decides(documents, probe)


@lru_cache(maxsize=None)
def _engine(documents: tuple[str, ...]) -> Any:
    policies = tuple(Policy(str(n), grammar.parse(json.loads(text))) for n, text in enumerate(documents))
    return compile(Policies(identity=policies))


@lru_cache(maxsize=None)
def _decides(documents: tuple[str, ...], probe: tuple[str, str]) -> bool:
    action, resource = probe
    return bool(_engine(documents).decide(Request(action, resource)).answer is Answer.ALLOW)


def _tags(listed: Iterable[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in listed}
