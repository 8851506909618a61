"""Roles that Rolecast composes, and account details for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rolecast.audits.audit import Located, audit
from rolecast.audits.results import Audited
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import Environment, Policy, PolicyKind, Role
from rolecast.rolefile.load import parse

ACCOUNT = "123456789012"
REGION = "us-east-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


def composed(roles: Mapping[str, Any], **settings: Any) -> dict[str, Role]:
    """The roles of a role file, resolved."""
    value = {"version": 1, "account": ACCOUNT, "region": REGION, "roles": roles, **settings}
    return {key: role.resolve() for key, role in compose(parse(json.dumps(value))).items()}


def selected(*activities: str) -> dict[str, Any]:
    """Activities with all that they require, parameters filled in with examples."""
    names = list(activities)
    for name in names:
        unmet = CATALOGUE.activity(name).unmet(names)
        names += [alternatives[0] for alternatives in unmet if not set(alternatives) & set(names)]
    return {name: values_of(name) or True for name in names}


def values_of(activity: str) -> dict[str, list[str]]:
    """An example for each parameter that has to be given."""
    parameters = CATALOGUE.activity(activity).parameters.values()
    return {each.name: [each.type.example] for each in parameters if each.is_required}


def role(*statements: Mapping[str, Any], name: str = "made", **more: Any) -> Role:
    """A role of the account with one inline policy of these statements."""
    document = Document({"Version": "2012-10-17", "Statement": list(statements)})
    return Role(
        name,
        name,
        Document(TRUST, PolicyType.TRUST),
        policies=(Policy("own", PolicyKind.INLINE, document),),
        environment=Environment(ACCOUNT, partition_id="aws"),
        **more,
    )


def allow(actions: str | Sequence[str], resources: str | Sequence[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def audited(principal: Any) -> Audited:
    """What an audit says of one principal."""
    (found,) = audit([Located(principal)]).principals
    return found


def grants(found: Audited) -> dict[str, str]:
    """The activities that are granted, and how far, without those that others contain."""
    return {each.id: each.grant.value for each in found.activities if not each.within}


def without(made: Role, action: str) -> Role:
    """The role without an action, which its statements must name in full."""
    from dataclasses import replace

    def cut(document: Document) -> Document:
        statements = []
        for part in document.parts:
            listed = part["Action"] if isinstance(part["Action"], list) else [part["Action"]]
            left = [each for each in listed if each.lower() != action.lower() or part["Effect"] == "Deny"]
            statements += [{**part, "Action": left}] if left else []
        return Document({**document.json, "Statement": statements})

    return replace(made, policies=tuple(each._replace(document=cut(each.document)) for each in made.policies))
