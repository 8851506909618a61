"""The principals that make requests and that policies name.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from rolecast.iam.statements import Principals


class PrincipalType(Enum):
    EVERYONE = "everyone"
    ACCOUNT = "account"
    """In a policy, every principal of the account; in a request, its root user."""
    ROLE = "role"
    USER = "user"
    SESSION = "session"
    """A session of a role."""
    FEDERATED_USER = "federated user"
    SERVICE = "service"
    """A service or identity provider, by name."""
    ANONYMOUS = "anonymous"
    """The caller of an unsigned request."""
    OTHER = "other"
    """A principal that only AWS can resolve: a unique ID or a canonical user."""


class Principal(NamedTuple):
    """A principal. `name` distinguishes principals of one type and account; for a session it is `ROLE/SESSION`."""

    type: PrincipalType
    account: str = ""
    name: str = ""
    partition: str = ""

    @property
    def role(self) -> str:
        """The name, without its path, of a role or of a session's role; empty for other principals."""
        if self.type is PrincipalType.SESSION:
            return self.name.partition("/")[0]
        return self.name.rpartition("/")[2] if self.type is PrincipalType.ROLE else ""

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a service-linked role, to which SCPs and RCPs do not apply.

        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
        """
        if self.type is PrincipalType.ROLE:
            return self.name.startswith("aws-service-role/")
        return self.role.startswith("AWSServiceRoleFor")  # the ARN of a session has no path


class GrantReach(Enum):
    """The reach of a resource policy's Allow for a principal of the same account.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
    """

    DIRECT = "direct"
    """Sufficient on its own: granted to everyone, or to the calling user, session or service itself."""
    ROLE = "role"
    """Granted to the role of the calling session: boundary and session policy must still allow."""
    ACCOUNT = "account"
    """Delegated to the account, whose identity policies decide."""


EVERYONE = Principal(PrincipalType.EVERYONE)
ANONYMOUS = "anonymous"
"""The principal of a request without credentials."""


class Caller(NamedTuple):
    """The caller's properties that statements with principals depend on. `principal` is None if no caller is given."""

    principal: Principal | None = None
    has_boundary: bool = False
    is_at_gateway: bool = False
    """Whether the service has gateway endpoints, in whose policies an account means only its root user.

    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#gateway-endpoint-principals
    """


# https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
GATEWAY_SERVICES = frozenset({"dynamodb", "s3", "s3express"})
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_ARN = re.compile(
    r"""arn:(?P<partition>[^:]+):(?P<service>iam|sts)::(?P<account>\d{12}):
        (?P<type>root|role/|user/|assumed-role/|federated-user/)(?P<name>.*)""",
    re.VERBOSE | re.ASCII,
)
_TYPES = {
    "root": PrincipalType.ACCOUNT,
    "role/": PrincipalType.ROLE,
    "user/": PrincipalType.USER,
    "assumed-role/": PrincipalType.SESSION,
    "federated-user/": PrincipalType.FEDERATED_USER,
}


@lru_cache(maxsize=8192)
def identify(text: str) -> Principal:
    """The principal of a request: the ARN of a user, role, session or account root, a service name, or `anonymous`."""
    if text == ANONYMOUS:
        return Principal(PrincipalType.ANONYMOUS)
    return _from_arn(text) or Principal(PrincipalType.SERVICE, name=text)


def caller(text: str | None, service: str, *, has_boundary: bool) -> Caller:
    """The caller of an action of `service`, a prefix in lower case."""
    return Caller(None if text is None else identify(text), has_boundary, service in GATEWAY_SERVICES)


def named(principals: Principals) -> tuple[Principal, ...]:
    """The principals that a policy names."""
    if principals.everyone:
        return (EVERYONE,)
    return tuple(_entry(kind, text) for kind, texts in principals.entries for text in texts)


def grant(listed: Iterable[Principal], asking: Principal | None) -> GrantReach | None:
    """The widest grant of a Principal element for the caller; None if it does not name the caller."""
    grants = {_grant(principal, asking) for principal in listed}
    return next((each for each in GrantReach if each in grants), None)


def is_exempt(listed: Iterable[Principal], caller: Caller) -> bool:
    """Whether a NotPrincipal element exempts the caller. Never exempts principals with a permissions boundary.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html

    AWS checks the account, then the role, then the session, and documents that a principal whose account or role is not
    listed might be denied. Here it is denied. A session need not be listed unless another session of its role is.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    asking, listed = caller.principal, set(listed)
    if asking is not None and asking.account and asking.type is not PrincipalType.ACCOUNT and caller.has_boundary:
        return False
    if EVERYONE in listed or asking is None or not asking.account:
        return EVERYONE in listed or asking in listed
    if not any(_is_account(principal, asking) for principal in listed):
        return False
    if asking.type is PrincipalType.SESSION:
        sessions = {each for each in listed if each.type is PrincipalType.SESSION and each.role == asking.role}
        if sessions and asking not in sessions:
            return False
        return any(_is_role_of(principal, asking) for principal in listed)
    return asking.type is PrincipalType.ACCOUNT or asking in listed


def _from_arn(text: str) -> Principal | None:
    found = _ARN.fullmatch(text)
    if found is None or (found["type"] == "root") != (found["name"] == ""):
        return None
    return Principal(_TYPES[found["type"]], found["account"], found["name"], found["partition"])


def _entry(kind: str, text: str) -> Principal:
    if text == "*":
        return EVERYONE
    if kind in ("Service", "Federated"):
        return Principal(PrincipalType.SERVICE, name=text)
    if kind == "AWS" and _ACCOUNT.fullmatch(text):
        return Principal(PrincipalType.ACCOUNT, text)
    return (_from_arn(text) if kind == "AWS" else None) or Principal(PrincipalType.OTHER, name=text)


def _grant(listed: Principal, asking: Principal | None) -> GrantReach | None:
    if listed == EVERYONE:
        return GrantReach.DIRECT
    if asking is None or listed.type is PrincipalType.OTHER:
        return None
    if _is_account(listed, asking):
        return GrantReach.ACCOUNT
    if _is_role_of(listed, asking):
        return GrantReach.ROLE
    return GrantReach.DIRECT if listed == asking else None


def _is_account(listed: Principal, asking: Principal) -> bool:
    return (
        listed.type is PrincipalType.ACCOUNT
        and listed.account == asking.account
        and listed.partition in ("", asking.partition)
    )


def _is_role_of(listed: Principal, asking: Principal) -> bool:
    if listed.type is not PrincipalType.ROLE or asking.type not in (PrincipalType.ROLE, PrincipalType.SESSION):
        return False
    # The ARN of a session has no path; role names are unique in an account without it.
    same = listed.role == asking.role if asking.type is PrincipalType.SESSION else listed.name == asking.name
    return same and listed.account == asking.account and listed.partition == asking.partition
