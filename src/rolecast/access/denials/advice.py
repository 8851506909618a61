"""Explains the reason that AWS gives, and what to request from whom if a change of the role cannot help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rolecast.access.denials.denial import Blame, Denial, Elsewhere
from rolecast.access.remedies import Remedy, RemedyKind
from rolecast.iam import service_principals
from rolecast.iam.decision import Answer
from rolecast.iam.names import arn_account

_NAMES = {
    Blame.IDENTITY: "identity-based policy",
    Blame.BOUNDARY: "permissions boundary",
    Blame.SESSION: "session policy",
    Blame.SCP: "service control policy (SCP)",
    Blame.RCP: "resource control policy (RCP)",
    Blame.RESOURCE: "resource-based policy",
    Blame.ENDPOINT: "VPC endpoint policy",
    Blame.TRUST: "role trust policy",
}
_OWNERS = {
    Blame.BOUNDARY: "the team that manages the permissions boundary",
    Blame.SESSION: "the caller that starts the session, in the policy passed to sts:AssumeRole",
    Blame.SCP: "the administrators of the organization, in a service control policy",
    Blame.RCP: "the administrators of the resource's organization, in a resource control policy",
    Blame.RESOURCE: "the owner of the resource, in the resource's own policy",
    Blame.ENDPOINT: "the owner of the VPC endpoint, in the endpoint's policy",
    Blame.TRUST: "the owner of the role to assume, in its trust policy",
}
_OUTSIDE = (Blame.SESSION, Blame.SCP, Blame.RCP, Blame.RESOURCE, Blame.ENDPOINT)
"""Reasons that the role's own policies and boundary cannot change."""


def is_outside(denial: Denial) -> bool:
    """Whether AWS gives a reason that no policy of the role can change."""
    return denial.blame in _OUTSIDE or denial.elsewhere is not None


def reported(denial: Denial) -> str:
    """AWS's reason on one line."""
    if denial.elsewhere is Elsewhere.PUBLIC_ACCESS_BLOCK:
        return "S3 Block Public Access blocks the change, whatever policies allow"
    if denial.elsewhere is Elsewhere.LAKE_FORMATION:
        return "Lake Formation refuses it; IAM policies are not the reason"
    policy = f": {denial.policy}" if denial.policy else ""
    if denial.blame is Blame.UNKNOWN:
        return "a Deny statement matches; AWS does not say in which policy" if denial.is_explicit else "gives no reason"
    name = _NAMES[denial.blame]
    article = "an" if name[0] in "aeiou" else "a"
    if denial.is_explicit is None:
        return f"{article} {name} denies it, or none allows it{policy}"
    return (
        f"a Deny statement of {article} {name} matches{policy}"
        if denial.is_explicit
        else f"no {name} allows it{policy}"
    )


def verdict(denial: Denial, kind: str, name: str, answer: Answer, *, agrees: bool | None) -> str:
    """How the policies of a principal decide the request. `kind` is role or user."""
    policies = f"the policies of {kind} `{name}`"
    match answer:
        case Answer.ALLOW if is_outside(denial):
            return f"{policies} allow it: the reason is outside the {kind}"
        case Answer.ALLOW:
            return f"{policies} allow it, so the reason is elsewhere"
        case Answer.UNKNOWN:
            return f"{policies} may allow it"
        case _ if agrees is False:
            return f"{policies} deny it, for another reason than AWS gives"
        case _:
            return f"{policies} deny it too"


def elsewhere(denial: Denial, principal: str) -> Iterator[Remedy]:
    """Whom to ask for which statement. `principal` is the ARN of the role, or the name of a service."""
    if denial.elsewhere is Elsewhere.PUBLIC_ACCESS_BLOCK:
        yield _ask("the owner of the bucket can change its Block Public Access settings; keep them if you can", None)
        return
    if denial.elsewhere is Elsewhere.LAKE_FORMATION:
        yield _ask("a data lake administrator can grant Lake Formation permissions on it to the caller", None)
        return
    if denial.blame is Blame.UNKNOWN and denial.action == "sts:AssumeRole":
        asked = _statement(denial._replace(blame=Blame.TRUST), principal)
        yield _ask("the trust policy of the role to assume must allow it too", asked)
    if denial.blame not in _OWNERS:
        return
    statement = _statement(denial, principal)
    which = f" ({denial.policy})" if denial.policy else ""
    if denial.is_explicit:
        yield _ask(
            f"ask {_OWNERS[denial.blame]}{which}, for an exception from the Deny statement", _exception(principal)
        )
    else:
        yield _ask(f"ask {_OWNERS[denial.blame]}{which}, for this statement", statement)


def remove_deny(denial: Denial, difference: str | None) -> Iterator[Remedy]:
    """Remedies for a Deny statement that AWS reports and that the principal's policies here do not have.

    `difference` is as for `possible_causes`.
    """
    policy = f" of {denial.policy}" if denial.policy else ""
    yield _ask(f"narrow or remove the Deny statement{policy}, which no Allow statement overrides", None)
    if difference is not None:
        yield _ask(difference, None)


def unmet_conditions(keys: Iterable[str]) -> Remedy:
    """The remedy if the answer depends on condition keys that the message does not contain."""
    text = f"compare the values that the request had for {', '.join(keys)} with the conditions above"
    return _ask(f"{text}; `rolecast can` tries values with `--context KEY=VALUE`", None)


def possible_causes(denial: Denial, principal: str, difference: str | None) -> Iterator[Remedy]:
    """Possible sources of a denial if the principal's own policies allow the request and AWS gives no reason.

    `difference` says that the policies may differ from those in AWS; None if they do not.
    """
    if difference is not None:
        yield _ask(difference, None)
    action = denial.action or ""
    account = arn_account(denial.resource) if denial.resource and denial.resource.startswith("arn:") else ""
    role_account = arn_account(principal) if principal.startswith("arn:") else ""
    if action.startswith("kms:"):
        yield _ask("the key's policy must allow it too", _statement(denial._replace(blame=Blame.RESOURCE), principal))
    elif action.startswith("s3:") or (account and role_account and account != role_account):
        asked = _statement(denial._replace(blame=Blame.RESOURCE), principal)
        yield _ask("the resource's own policy may deny it or, in another account, has to allow it", asked)
    yield _ask("a service control policy, a resource control policy, a session policy or a VPC endpoint policy", None)


def _ask(text: str, statement: Mapping[str, Any] | None) -> Remedy:
    return Remedy(RemedyKind.ELSEWHERE, text, None, statement)


def _statement(denial: Denial, principal: str) -> Mapping[str, Any]:
    """The statement that allows the request, in the form of the kind of policy."""
    allow: dict[str, Any] = {"Effect": "Allow"}
    action, resource = denial.action or "*", denial.resource or "*"
    match denial.blame:
        case Blame.RESOURCE:
            return {**allow, "Principal": {"AWS": principal}, "Action": action, "Resource": resource}
        case Blame.TRUST if action in ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"):
            return {**allow, "Principal": {"Federated": "ARN-OF-THE-PROVIDER"}, "Action": action}
        case Blame.TRUST:
            kind = "Service" if service_principals.is_formed(principal) else "AWS"
            return {**allow, "Principal": {kind: principal}, "Action": action}
        case Blame.ENDPOINT:
            # Gateway endpoints accept no other principal; a condition restricts it.
            # https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#gateway-endpoint-principals
            condition = {"ArnEquals": {"aws:PrincipalArn": principal}}
            return {**allow, "Principal": "*", "Action": action, "Resource": resource, "Condition": condition}
        case Blame.RCP:
            return {**allow, "Principal": "*", "Action": action, "Resource": resource}
        case Blame.SCP:
            return {**allow, "Action": action, "Resource": "*"}
        case _:
            return {**allow, "Action": action, "Resource": resource}


def _exception(principal: str) -> Mapping[str, Any]:
    """The condition that exempts the principal from a Deny statement."""
    return {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": principal}}}
