"""The principals that trust and resource policies allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from rolecast.checks.conditions import CheckedCondition
from rolecast.checks.statements import CheckedStatement, Path


class ProviderKind(Enum):
    """The protocol of an identity provider."""

    OIDC = "oidc"
    SAML = "saml"


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
_BUILT_IN = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")
_PROVIDER = r"arn:aws[a-z-]*:iam::\d{12}:(?:oidc-provider/(?P<oidc>\S+)|saml-provider/[\w.-]+)"


def principals(checked: CheckedStatement, kind: str) -> tuple[str, ...]:
    """The principals of one type, such as Service, that a statement names."""
    named = checked.statement.principals
    return tuple(text for each, texts in (named.entries if named else ()) if each == kind for text in texts)


def listed_principals(checked: CheckedStatement) -> Iterator[tuple[str, str, Path]]:
    """Each principal that a statement names or excludes: its type, text and path."""
    named = checked.statement.principals or checked.statement.not_principals
    element = "NotPrincipal" if checked.statement.principals is None else "Principal"
    for kind, texts in named.entries if named else ():
        for number, text in enumerate(texts):
            yield kind, text, (element, kind, number)


def names_everyone(checked: CheckedStatement) -> bool:
    """Whether a statement is for everyone."""
    named = checked.statement.principals
    return named is not None and (named.everyone or "*" in principals(checked, "AWS"))


def limits_any(checked: CheckedStatement, *keys: str) -> bool:
    """Whether a condition limits a key that begins with one of `keys`, given in lower case."""
    return any(condition.key.startswith(keys) and condition.limits for condition in checked.conditions)


def provider_kind(text: str) -> ProviderKind | None:
    """The protocol of an identity provider; None for any other text."""
    found = re.fullmatch(_PROVIDER, text)
    if text in _BUILT_IN or (found and found["oidc"]):
        return ProviderKind.OIDC
    return ProviderKind.SAML if found else None


def oidc_provider(text: str) -> str | None:
    """The host and path of an OpenID Connect provider, which begin its condition keys; None for other principals."""
    if text in _BUILT_IN:
        return text
    found = re.fullmatch(_PROVIDER, text)
    return found["oidc"].lower() if found and found["oidc"] else None


def claims(checked: CheckedStatement, provider: str) -> dict[str, list[CheckedCondition]]:
    """The conditions on the values of an OpenID Connect provider's claims, by claim, such as `sub` and `aud`."""
    found: dict[str, list[CheckedCondition]] = {}
    for condition in checked.conditions:
        if condition.needs_key and not condition.is_null and condition.key.startswith(f"{provider}:"):
            found.setdefault(condition.key.rpartition(":")[2], []).append(condition)
    return found
