"""The trust policy: who may assume the role."""

from __future__ import annotations

from typing import Any

from rolecast.iam.documents import Document
from rolecast.iam.statements import Condition, Effect, PolicyType, Principals, Single, Statement
from rolecast.role import Notice
from rolecast.rolefile.load import RoleRequest

SAGEMAKER = "sagemaker.amazonaws.com"

# Both keys, and no narrower SourceArn: narrower ones break inference and Studio.
# https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
_CONFUSED_DEPUTY = (
    Condition("ArnLike", "aws:SourceArn", Single(("arn:{{partition}}:sagemaker:{{region}}:{{account}}:*",))),
    Condition("StringEquals", "aws:SourceAccount", Single(("{{account}}",))),
)


def trust_policy(request: RoleRequest) -> tuple[Document, list[Notice]]:
    """The trust policy that the role file asks for; SageMaker's plain one where it says nothing."""
    trust = request.get("trust", {})
    services = trust.get("services", [SAGEMAKER])
    guarded = [SAGEMAKER] if trust.get("confused_deputy") and SAGEMAKER in services else []
    plain = [service for service in services if service not in guarded]
    statements = []
    if guarded:
        statements.append(_statement("Service", guarded, _CONFUSED_DEPUTY))
    if plain:
        statements.append(_statement("Service", plain))
    if principals := trust.get("principals"):
        statements.append(_statement("AWS", principals))
    return Document.of_statements(statements, type=PolicyType.TRUST), _notices(trust, guarded, plain)


def _statement(kind: str, named: list[str], conditions: tuple[Condition, ...] = ()) -> Statement:
    texts = Single(named) if len(named) == 1 else tuple(named)
    principals = Principals(everyone=False, entries=((kind, texts),))
    return Statement(Effect.ALLOW, actions=Single(("sts:AssumeRole",)), principals=principals, conditions=conditions)


def _notices(trust: dict[str, Any], guarded: list[str], plain: list[str]) -> list[Notice]:
    if not trust.get("confused_deputy") or not plain:
        return []
    named = ", ".join(plain)
    why = "which source ARN they send is not known here" if guarded else "SageMaker is not among the services"
    return [Notice("confused-deputy-elsewhere", f"{named}: trusted without a confused-deputy condition; {why}")]
