"""The names of roles and policies. They depend only on the role file, so that builds are reproducible."""

from __future__ import annotations

from rolecast.role import role_arn
from rolecast.rolefile.request import RoleRequest

DEFAULT_PREFIX = "sagemaker-"


def role_name(request: RoleRequest) -> str:
    name: str = request.get("name") or f"{request.get('name_prefix', DEFAULT_PREFIX)}{request.key}"
    return name


def former_names(request: RoleRequest) -> tuple[str, ...]:
    """The names that the role had under its former keys, oldest first. Without its current name."""
    prefix = request.get("name_prefix", DEFAULT_PREFIX)
    names = dict.fromkeys(f"{prefix}{key}" for key in request.get("was", ()))
    return tuple(name for name in names if name.lower() != role_name(request).lower())


def own_arn(request: RoleRequest) -> str:
    """The ARN of the role, with its environment not filled in."""
    return role_arn(request.get("path", "/"), role_name(request))


def policy_suffix(request: RoleRequest, timestamp: str | None) -> str:
    """The part of a policy's name after the activity's part. A timestamp comes last, as in the console."""
    suffix: str = request.get("policy_suffix") or f"_{role_name(request)}"
    return f"{suffix}_{timestamp}" if timestamp else suffix
