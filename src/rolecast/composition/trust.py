"""The trust policy of a role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.confused_deputy import FOR_THIS_ACCOUNT
from rolecast.catalogue.confused_deputy import SERVICE as SAGEMAKER
from rolecast.iam import service_principals
from rolecast.iam.documents import Document
from rolecast.iam.statements import Condition, Effect, PolicyType, Principals, Single, Statement
from rolecast.role import Notice
from rolecast.rolefile.request import RoleRequest

_CONFUSED_DEPUTY = tuple(
    Condition(operator, key, Single((value,)))
    for operator, keys in FOR_THIS_ACCOUNT.items()
    for key, value in keys.items()
)

# Sessions of pods have tags with their cluster, namespace and service account.
# https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
_TAGGING = frozenset({"pods.eks.amazonaws.com"})


def trust_policy(request: RoleRequest, activities: Sequence[Activity]) -> tuple[Document, list[Notice]]:
    """The trust policy that the role file asks for, and notices about it.

    Without services and statements, it trusts the services that run with the role's activities, or SageMaker.
    """
    trust = request.get("trust", {})
    own: Sequence[Statement] | None = trust.get("statements")
    services: list[str] = trust.get("services", usual_services(activities) if own is None else [])
    guarded = [SAGEMAKER] if trust.get("confused_deputy") and SAGEMAKER in services else []
    plain = [service for service in services if service not in guarded]
    statements = []
    if guarded:
        statements.append(_statement("Service", guarded, _CONFUSED_DEPUTY))
    tagging = [service for service in plain if service in _TAGGING]
    if len(tagging) < len(plain):
        statements.append(_statement("Service", [service for service in plain if service not in _TAGGING]))
    if tagging:
        statements.append(_statement("Service", tagging)._replace(actions=("sts:AssumeRole", "sts:TagSession")))
    if principals := trust.get("principals"):
        statements.append(_statement("AWS", principals))
    statements.extend(own or ())
    notices = [*_of_several(trust, services), *_notices(trust, guarded, plain), *_unknown(trust)]
    return Document.of_statements(statements, type=PolicyType.TRUST), notices


def is_guarded(request: RoleRequest, activities: Sequence[Activity]) -> bool:
    """Whether the file asks for confused-deputy protection, and SageMaker may assume the role."""
    trust = request.get("trust", {})
    named: Sequence[str] = trust.get("services", usual_services(activities))
    return bool(trust.get("confused_deputy")) and ("statements" in trust or SAGEMAKER in named)


def usual_services(activities: Sequence[Activity]) -> list[str]:
    """The services that run with a role with these activities; SageMaker if there are none."""
    named = dict.fromkeys(service for activity in activities for service in activity.trusted_by)
    return [*named] or [SAGEMAKER]


def _statement(kind: str, named: list[str], conditions: tuple[Condition, ...] = ()) -> Statement:
    texts = Single(named) if len(named) == 1 else tuple(named)
    principals = Principals(everyone=False, entries=((kind, texts),))
    return Statement(Effect.ALLOW, actions=Single(("sts:AssumeRole",)), principals=principals, conditions=conditions)


def _of_several(trust: dict[str, Any], services: list[str]) -> list[Notice]:
    if "services" in trust or len(services) <= 1:
        return []
    text = f"{', '.join(services)} can assume the role; name those that need to in `trust.services`"
    return [Notice("trust-of-several", text)]


def _unknown(trust: dict[str, Any]) -> Iterator[Notice]:
    """Notices about services that are not known. IAM accepts any name."""
    for service in trust.get("services", ()):
        if "{{" not in service and not service_principals.is_known(service):
            meant = service_principals.similar(service)
            text = f"`{service}` is not a known service principal"
            yield Notice("unknown-service-principal", f"{text}; did you mean `{meant}`?" if meant else text)


def _notices(trust: dict[str, Any], guarded: list[str], plain: list[str]) -> list[Notice]:
    if not trust.get("confused_deputy") or not plain:
        return []
    named = ", ".join(plain)
    why = "which source ARN they send is not known" if guarded else "SageMaker is not among the services"
    return [Notice("confused-deputy-elsewhere", f"{named}: trusted without a confused-deputy condition; {why}")]
