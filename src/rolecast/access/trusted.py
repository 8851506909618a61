"""The principals outside its account that a role's trust policy allows to assume it: services, identity providers and
other accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from rolecast.access.directory import EVERYBODY, Grade
from rolecast.access.questions import Context, is_possible
from rolecast.access.reasons import condition_text
from rolecast.iam import templates
from rolecast.iam.actions import is_about
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account, arn_partition
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.principals import ANONYMOUS
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect
from rolecast.iam.traces import Trace, trace
from rolecast.role import LONGEST_ENVIRONMENT, Role

TRUST = "the trust policy"
ACTIONS = frozenset({"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})


class EntitledKind(StrEnum):
    """The kind of principal that may do something."""

    ROLE = "role"
    USER = "user"
    SERVICE = "service"
    FEDERATED = "federated"
    ACCOUNT = "account"
    """Another account, a principal in it, or `*` for every account."""


class Trustee(NamedTuple):
    """A principal outside the account that a trust policy names. `unavailable` is as in `Standing`."""

    kind: EntitledKind
    name: str
    grade: Grade
    conditions: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()


def outsiders(role: Role, context: Context | None = None) -> Iterator[Trustee]:
    """The principals outside the role's account that its trust policy allows; anyone, if it cannot be read.

    An open text is an unknown principal. NotPrincipal is an error that makes a policy unreadable: AWS accepts it in no
    trust policy, and does not document its effect in existing ones.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    document = role.trust_policy
    if document.faults:
        yield Trustee(EntitledKind.ACCOUNT, EVERYBODY, Grade.UNKNOWN, unavailable=(TRUST,))
        return
    account = role.environment.account
    for kind, text in dict.fromkeys(_named(document)):
        is_inside = account is not None and _account(text) == account and ":sts:" not in text
        if kind is EntitledKind.ACCOUNT and is_inside:
            continue  # the account's own policies count too
        if unknown := _unknown_parts(text, document):
            yield Trustee(kind, text, Grade.UNKNOWN, unavailable=unknown)
        elif found := _trustee(role, document, kind, text, context or {}):
            yield found


def _unknown_parts(text: str, document: Document) -> tuple[str, ...]:
    """The expressions of the open texts in a principal, other than the account or the region."""
    names = templates.names_in([text]) & document.open.keys()
    return tuple(document.open[name] for name in sorted(names - LONGEST_ENVIRONMENT.keys()))


def insiders(role: Role) -> set[str]:
    """The texts of a trust policy that can match principals of the role's own account."""
    if role.trust_policy.faults:
        return {EVERYBODY}
    account = role.environment.account
    texts = {text for kind, text in _named(role.trust_policy) if kind is EntitledKind.ACCOUNT}
    return {text for text in texts if account is None or text == EVERYBODY or _account(text) in (account, "")}


def _named(document: Document) -> Iterator[tuple[EntitledKind, str]]:
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        principals = statement.principals
        assert principals is not None  # a trust policy with NotPrincipal is invalid
        if principals.everyone:
            yield EntitledKind.ACCOUNT, EVERYBODY
            continue
        for kind, texts in principals.entries:
            for text in texts:
                yield (
                    (EntitledKind.ACCOUNT, EVERYBODY)
                    if text == EVERYBODY
                    else (_KINDS.get(kind, EntitledKind.ACCOUNT), text)
                )


_KINDS = {"Service": EntitledKind.SERVICE, "Federated": EntitledKind.FEDERATED}


def _account(text: str) -> str:
    return text if text.isdigit() else arn_account(text) if text.startswith("arn:") else ""


def action(kind: EntitledKind, name: str) -> str:
    """The action with which a trusted principal assumes the role."""
    if kind is not EntitledKind.FEDERATED:
        return "sts:AssumeRole"
    return "sts:AssumeRoleWithSAML" if ":saml-provider/" in name else "sts:AssumeRoleWithWebIdentity"


def _trustee(role: Role, document: Document, kind: EntitledKind, name: str, context: Context) -> Trustee | None:
    """The access that the trust policy gives to one of the principals that it names; None if it gives none."""
    asked = action(kind, name)
    asking = ANONYMOUS if name == EVERYBODY else name
    if name.isdigit():
        asking = f"arn:{arn_partition(role.arn)}:iam::{name}:root"
    traces = trace(
        Policies(resource=NamedPolicy(TRUST, document)), Request(asked, role.arn, principal=asking, context=context)
    )
    found = [each for each in traces if is_about(each.statement, asked)]
    certain = {each.ref.effect for each in found if each.matches and not each.missing}
    possible = [each for each in found if is_possible(each)]
    allowing = [each for each in possible if each.ref.effect is Effect.ALLOW]
    denying = [each for each in possible if each.ref.effect is Effect.DENY]
    if Effect.DENY in certain or not allowing:
        return None
    if Effect.ALLOW in certain and not denying:
        return Trustee(kind, name, Grade.ALLOW)
    texts = [] if Effect.ALLOW in certain else [text for each in allowing for text in _conditions(each)]
    texts += [f"not: {text}" for each in denying for text in _conditions(each)]
    return Trustee(kind, name, Grade.CONDITIONAL, tuple(dict.fromkeys(texts)))


def _conditions(found: Trace) -> Iterator[str]:
    yield from map(condition_text, found.statement.conditions)
