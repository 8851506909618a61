"""A denial as AWS reports it: who, what, on what, and which kind of policy it names as the reason."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Blame(StrEnum):
    """The kind of policy that AWS names as the reason."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    RESOURCE = "resource"
    ENDPOINT = "endpoint"
    TRUST = "trust"
    UNKNOWN = "unknown"
    """The message does not say."""


class Elsewhere(StrEnum):
    """What can deny a request beside IAM policies."""

    PUBLIC_ACCESS_BLOCK = "S3 Block Public Access"
    LAKE_FORMATION = "Lake Formation"


class Denial(NamedTuple):
    """What is known of a denied request. None is not known.

    `principal` is an ARN, the name of a service, or what else the message calls who asked. `is_explicit` is whether
    a Deny matched. `policy` is the ARN of the policy that AWS names. `operation` is the name of the API call, where
    the action is not known. `context` has the condition keys that the message
    gives, with their values. `is_encoded` means that the
    message has details that only AWS STS can decode.
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
        """The role that asked, if it was a role."""
        return role_name(self.principal) if self.principal else None


class RoleName(NamedTuple):
    """A role by its account and its name, which has no path."""

    account: str
    name: str


_ROLE = re.compile(r"arn:[\w-]+:(?:sts::(\d{12}):assumed-role/([^/]+)(?:/.*)?|iam::(\d{12}):role/(?:.*/)?([^/]+))")


def role_name(principal: str) -> RoleName | None:
    """The role of a session or a role by its ARN; None for everybody else."""
    found = _ROLE.fullmatch(principal)
    return RoleName(found[1] or found[3], found[2] or found[4]) if found else None


# Keys and tokens by their form, and what stands behind a name of such. Names in ARNs are no such names: they are
# followed by a colon and no space.
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
