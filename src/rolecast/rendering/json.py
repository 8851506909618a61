"""Roles as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from rolecast.reading.json_writing import indented
from rolecast.rendering import marks
from rolecast.role import Policy, Role

SUFFIX = ".json"
FORMAT_VERSION = "1"
_COMMA = ",\n"


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """`{"format_version": "1", "made_from": ..., "roles": [...]}`, each role with its environment filled in.

    Raises UnresolvedError if a role's account or region is unknown.
    """
    # One role at a time, so that the values of all roles and their text are not in memory together.
    texts = [_shifted(_role(role.resolve())) for role in roles]
    head = f'  "format_version": "{FORMAT_VERSION}",\n  "made_from": {orjson.dumps(source).decode()},\n'
    return f'{{\n{head}  "roles": [\n{_COMMA.join(texts)}\n  ]\n}}\n'


def _shifted(value: dict[str, Any]) -> str:
    return "    " + indented(value).rstrip().replace("\n", "\n    ")


def _role(role: Role) -> dict[str, Any]:
    return {
        "key": role.key,
        "name": role.name,
        "arn": role.arn,
        "path": role.path,
        "description": role.description,
        "max_session_duration": role.max_session_duration,
        "trust_policy": role.trust_policy.json,
        "policies": [_policy(policy) for policy in role.policies],
        "attached": [policy.arn for policy in role.attached],
        "permissions_boundary": role.permissions_boundary.arn if role.permissions_boundary else None,
        "tags": role.tags,
        "notices": [{"code": notice.code, "message": notice.message} for notice in role.notices],
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "kind": policy.kind,
        "activities": policy.activities,
        "origins": policy.origins,
        "document": policy.document.json,
        "size": policy.size,
    }
