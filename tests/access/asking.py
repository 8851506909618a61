"""Roles to ask."""

from __future__ import annotations

from typing import Any

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import Environment, Policy, PolicyKind, Role

TRUST = Document(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    },
    PolicyType.TRUST,
)


def role(*statements: dict[str, Any], **settings: Any) -> Role:
    """A resolved role with one policy of these statements."""
    document = Document({"Version": "2012-10-17", "Statement": list(statements)})
    own = Policy("own", PolicyKind.MANAGED, document, (("s3-bucket-access",),) * len(statements))
    environment = Environment("123456789012", "us-east-1")
    policies = (own,) if statements else ()
    return Role("key", "sagemaker-key", TRUST, policies=policies, environment=environment, **settings).resolve()
