"""Names of roles and policies. They follow from the role file alone, so that two builds agree."""

from __future__ import annotations

from rolecast.role import role_arn
from rolecast.rolefile.load import RoleRequest

DEFAULT_PREFIX = "sagemaker-"


def role_name(request: RoleRequest) -> str:
    name: str = request.get("name") or f"{request.get('name_prefix', DEFAULT_PREFIX)}{request.key}"
    return name


def own_arn(request: RoleRequest) -> str:
    """The ARN of the role that is being made, its environment still to be filled in."""
    return role_arn(request.get("path", "/"), role_name(request))


def policy_suffix(request: RoleRequest, timestamp: str | None) -> str:
    """What follows the activity's part of a policy's name. A timestamp stands last, as in the console."""
    suffix: str = request.get("policy_suffix") or f"_{role_name(request)}"
    return f"{suffix}_{timestamp}" if timestamp else suffix
