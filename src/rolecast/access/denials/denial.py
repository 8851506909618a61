"""A denial as AWS reports it: principal, action, resource and the kind of policy that it gives as the reason."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Blame(StrEnum):
    """The kind of policy that AWS gives as the reason."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    RESOURCE = "resource"
    ENDPOINT = "endpoint"
    TRUST = "trust"
    UNKNOWN = "unknown"
    """The message gives no reason."""


class Elsewhere(StrEnum):
    """Reasons for a denial other than IAM policies."""

    PUBLIC_ACCESS_BLOCK = "S3 Block Public Access"
    LAKE_FORMATION = "Lake Formation"


class Denial(NamedTuple):
    """The facts of a denied request; None for those that are unknown.

    `principal` is an ARN, the name of a service, or another name of the caller in the message. `is_explicit`: whether a
    Deny matched. `policy` is the ARN of the policy that AWS names. `operation` is the name of the API call, if the
    action is unknown. `context` has the condition keys in the message, with their values. `is_encoded`: the message has
    details that only AWS STS can decode.
    """

    principal: str | None = None
    action: str | None = None
    resource: str | None = None
    blame: Blame = Blame.UNKNOWN
    is_explicit: bool | None = None
    policy: str | None = None
    operation: str | None = None
    context: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_encoded: bool = False
    elsewhere: Elsewhere | None = None

    @property
    def role(self) -> RoleName | None:
        """The role that made the request, if it was a role."""
        return role_name(self.principal) if self.principal else None


class RoleName(NamedTuple):
    """A role by its account and its name without the path."""

    account: str
    name: str


_ROLE = re.compile(r"arn:[\w-]+:(?:sts::(\d{12}):assumed-role/([^/]+)(?:/.*)?|iam::(\d{12}):role/(?:.*/)?([^/]+))")


def role_name(principal: str) -> RoleName | None:
    """The role in the ARN of a role or its session; None for any other principal."""
    found = _ROLE.fullmatch(principal)
    return RoleName(found[1] or found[3], found[2] or found[4]) if found else None


# Keys and tokens by their form, and values after names of secrets. Such a name in an ARN is followed by a colon without
# a space, so it does not count.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
# https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
_SECRETS = re.compile(
    r"(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{12,}"
    r"|(?<![A-Za-z0-9])(?:hf_|gh[a-z]_|github_pat_|glpat-|xox[a-z]-|sk-)[\w-]{16,}"
    r"|eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"
    r"|(?<=://)[^\s/@:\"']*:[^\s/@\"']+(?=@)"
    r"|(?i:\bauthorization[\"']?\s*[:=]\s*[\"']?[^\"'\r\n]*)"
    r"|(?i:(?:signature|x-amz-credential|awsaccesskeyid|secret[\w-]*|passw(?:or)?d|pwd|token|access_?key)"
    r"(?:[\"']\s*[:=]|\s*=|:(?=\s))\s*[\"']?[^\s&,;\"']*)"
    r"|(?i:(?<!\S)--[\w-]*(?:secret|password|token)[\w-]*\s+\S+)"
)
HIDDEN = "[hidden]"


def without_secrets(text: str) -> str:
    """The text with access keys, tokens and signatures hidden."""
    return _SECRETS.sub(HIDDEN, text)
