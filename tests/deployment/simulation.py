"""An account as a value, and what the calls of a plan make of it: IAM without quotas, answers and delays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rolecast.account.state import Account, AccountPolicy, PolicyVersion
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.difference import compare
from rolecast.deployment.grant_work import Window
from rolecast.deployment.order import order
from rolecast.deployment.steps import IamCall, Step
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role

ACCOUNT = "123456789012"
DEPLOYMENT = "team"


def empty(documents: dict[str, Document] | None = None) -> Account:
    """An account with managed policies of others, by name."""
    made = ((f"arn:aws:iam::{ACCOUNT}:policy/{name}", document) for name, document in (documents or {}).items())
    return Account(ACCOUNT, {}, {arn: managed(arn, document) for arn, document in made})


def managed(arn: str, document: Document, tags: dict[str, str] | None = None) -> AccountPolicy:
    return AccountPolicy(arn, (PolicyVersion("v1", document, is_default=True),), tags=tags or {})


def work(account: Account, wanted: list[Role], *, destroying: bool = False) -> tuple[list[Step], list[Window]]:
    """What brings the account to the roles that are wanted."""
    difference = compare(wanted, account, DEPLOYMENT, Adoption(), destroying=destroying)
    assert difference.conflicts == ()
    parts = [order(role, account, DEPLOYMENT) for role in difference.roles]
    return [step for part in parts for step in part.steps], [window for part in parts for window in part.windows]


def states(account: Account, steps: list[Step]) -> Iterator[Account]:
    """The account after each of the steps."""
    for step in steps:
        account = done(account, step)
        yield account


def done(account: Account, step: Step) -> Account:
    """The account after a step. Raises KeyError or AssertionError where IAM would refuse it."""
    given = step.parameters
    match step.operation:
        case IamCall.CREATE_ROLE:
            return _with_role(account, _new_role(given))
        case IamCall.DELETE_ROLE:
            role = account.roles[given["RoleName"].lower()]
            assert not role.policies
            assert not role.attached
            return replace(account, roles={key: each for key, each in account.roles.items() if each is not role})
        case IamCall.CREATE_POLICY:
            arn = f"arn:aws:iam::{ACCOUNT}:policy{given['Path']}{given['PolicyName']}"
            assert arn not in account.policies
            return _with_policy(account, managed(arn, _document(given), _tags(given)))
        case IamCall.DELETE_POLICY:
            arn = given["PolicyArn"]
            assert not account.roles_with(arn)
            assert len(account.policies[arn].versions) == 1
            return replace(account, policies={key: each for key, each in account.policies.items() if key != arn})
        case IamCall.CHECK_RECORD:
            return account
        case _:
            pass
    if step.role is None:
        return _with_policy(account, _changed_policy(account.policies[given["PolicyArn"]], step))
    return _with_role(account, _changed_role(account.roles[given["RoleName"].lower()], step, account))


def _changed_policy(policy: AccountPolicy, step: Step) -> AccountPolicy:
    given, tags = step.parameters, policy.tags or {}
    match step.operation:
        case IamCall.CREATE_POLICY_VERSION:
            assert len(policy.versions) < 5
            older = tuple(version._replace(is_default=False) for version in policy.versions)
            version = PolicyVersion(f"v{policy.versions[-1].number + 1}", _document(given), is_default=True)
            return policy._replace(versions=(*older, version))
        case IamCall.DELETE_POLICY_VERSION:
            (gone,) = (version for version in policy.versions if version.id == given["VersionId"])
            assert not gone.is_default
            return policy._replace(versions=tuple(version for version in policy.versions if version is not gone))
        case IamCall.TAG_POLICY:
            return policy._replace(tags={**tags, **_tags(given)})
        case IamCall.UNTAG_POLICY:
            return policy._replace(tags={key: text for key, text in tags.items() if key not in given["TagKeys"]})
        case _:
            raise AssertionError(step)


def _changed_role(role: Role, step: Step, account: Account) -> Role:
    given = step.parameters
    match step.operation:
        case IamCall.ATTACH:
            assert given["PolicyArn"] in account.policies
            assert given["PolicyArn"] not in role.attachments
            return replace(role, attached=(*role.attached, AttachedPolicy(given["PolicyArn"])))
        case IamCall.DETACH:
            assert given["PolicyArn"] in role.attachments
            return replace(role, attached=tuple(each for each in role.attached if each.arn != given["PolicyArn"]))
        case IamCall.PUT_INLINE_POLICY:
            put = Policy(given["PolicyName"], PolicyKind.INLINE, _document(given))
            return replace(role, policies=(*_others(role, put.name), put))
        case IamCall.DELETE_INLINE_POLICY:
            assert given["PolicyName"] in role.inline
            return replace(role, policies=_others(role, given["PolicyName"]))
        case IamCall.PUT_BOUNDARY:
            return replace(role, permissions_boundary=AttachedPolicy(given["PermissionsBoundary"]))
        case IamCall.DELETE_BOUNDARY:
            return replace(role, permissions_boundary=None)
        case _:
            return _changed_settings(role, step)


def _changed_settings(role: Role, step: Step) -> Role:
    given = step.parameters
    match step.operation:
        case IamCall.TAG_ROLE:
            return replace(role, tags={**role.tags, **_tags(given)})
        case IamCall.UNTAG_ROLE:
            return replace(role, tags={key: text for key, text in role.tags.items() if key not in given["TagKeys"]})
        case IamCall.UPDATE_TRUST_POLICY:
            return replace(role, trust_policy=_document(given, PolicyType.TRUST))
        case IamCall.UPDATE_ROLE:
            length = given["MaxSessionDuration"]
            return replace(role, description=given["Description"], max_session_duration=length)
        case _:
            raise AssertionError(step)


def _new_role(given: Any) -> Role:
    boundary = given.get("PermissionsBoundary")
    return Role(
        key=given["RoleName"],
        name=given["RoleName"],
        trust_policy=Document(json.loads(given["AssumeRolePolicyDocument"]), PolicyType.TRUST),
        path=given["Path"],
        description=given.get("Description", ""),
        max_session_duration=given["MaxSessionDuration"],
        permissions_boundary=AttachedPolicy(boundary) if boundary else None,
        tags=_tags(given),
        environment=Environment(ACCOUNT, partition_id="aws"),
    )


def _others(role: Role, name: str) -> tuple[Policy, ...]:
    return tuple(policy for policy in role.policies if policy.name != name)


def _with_role(account: Account, role: Role) -> Account:
    return replace(account, roles={**account.roles, role.name.lower(): role})


def _with_policy(account: Account, policy: AccountPolicy) -> Account:
    return replace(account, policies={**account.policies, policy.arn: policy})


def _document(given: Any, type: PolicyType = PolicyType.IDENTITY) -> Document:
    return Document(json.loads(given["PolicyDocument"]), type)


def _tags(given: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in given.get("Tags", ())}
