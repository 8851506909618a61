"""Names of roles and policies. They follow from the role file alone, so that two builds agree."""

from __future__ import annotations

from rolecast.role import role_arn
from rolecast.rolefile.request import RoleRequest

DEFAULT_PREFIX = "sagemaker-"


def role_name(request: RoleRequest) -> str:
    name: str = request.get("name") or f"{request.get('name_prefix', DEFAULT_PREFIX)}{request.key}"
    return name


def former_names(request: RoleRequest) -> tuple[str, ...]:
    """What the role was called under the keys that it had before, the oldest first; names that it kept once."""
    prefix = request.get("name_prefix", DEFAULT_PREFIX)
    names = dict.fromkeys(f"{prefix}{key}" for key in request.get("was", ()))
    return tuple(name for name in names if name.lower() != role_name(request).lower())


def own_arn(request: RoleRequest) -> str:
    """The ARN of the role that is being made, its environment still to be filled in."""
    return role_arn(request.get("path", "/"), role_name(request))


def policy_suffix(request: RoleRequest, timestamp: str | None) -> str:
    """The part of a policy's name after the activity's part. A timestamp comes last, as in the console."""
    suffix: str = request.get("policy_suffix") or f"_{role_name(request)}"
    return f"{suffix}_{timestamp}" if timestamp else suffix
