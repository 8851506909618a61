"""Makes subjects and findings for tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rolecast.checks import check as checks
from rolecast.checks import rulebook
from rolecast.checks.findings import Finding, Suppression
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject, of_document, of_role
from rolecast.composition.compose import compose
from rolecast.iam.documents import Document
from rolecast.reading import nodes, texts
from rolecast.role import Role
from rolecast.rolefile.load import parse
from rolecast.sources.policy import TYPES, kind_of

HEAD = """\
version: 1
account: "123456789012"
region: us-east-1
"""
ROLE_ARN = "arn:aws:iam::123456789012:role/compute"


def policy(*statements: dict[str, Any], version: str | None = "2012-10-17") -> dict[str, Any]:
    return {**({"Version": version} if version else {}), "Statement": list(statements)}


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def problems(rule: str, subject: Subject | dict[str, Any]) -> list[Problem]:
    """What one rule says."""
    return list(rulebook.rule(rule).find(subject if isinstance(subject, Subject) else subject_of(subject)))


def subject_of(value: Any, source: str = "policy") -> Subject:
    """The subject that the JSON value of a policy document is."""
    return of_document(Document(value, TYPES[kind_of(value)], source))


def check(subject: Any, suppressed: Iterable[Suppression] = ()) -> list[Finding]:
    """What is found in a subject, in a role or in the JSON value of a policy document."""
    if isinstance(subject, Role):
        subject = of_role(subject)
    return checks.check(subject if isinstance(subject, Subject) else subject_of(subject), suppressed)


def findings(rule: str, subject: Any) -> list[Finding]:
    """What check finds by one rule."""
    return [finding for finding in check(subject) if finding.rule == rule]


def checked_text(text: str, name: str = "policy.json") -> list[Finding]:
    """What is found in the text of a policy document."""
    return check(subject_of_text(text, name))


def subject_of_text(text: str, name: str = "policy.json") -> Subject:
    node = texts.parse(text, name)
    return of_document(Document.of_node(node, TYPES[kind_of(nodes.plain_value(node))], name))


def role(body: str) -> Role:
    """The role `compute` with this body, in YAML."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return compose(parse(f"{HEAD}roles:\n  compute:\n{lines}"))["compute"]
