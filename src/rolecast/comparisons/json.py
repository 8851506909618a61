"""A comparison as JSON, for programs."""

from __future__ import annotations

from typing import Any

from rolecast.iam.comparison import to_json
from rolecast.reading.json_writing import indented
from rolecast.workflows.comparing import ComparedRole, ComparedSources


def render(compared: ComparedSources) -> str:
    """Everything that was found. Each request in it is one of `rolecast decide`, which decides it differently for the
    two sides.
    """
    value = {
        "format_version": "1",
        "verdict": compared.verdict.value,
        "roles": roles(compared),
        "not_considered": list(compared.not_considered),
        "assumed": compared.assumed,
    }
    return indented(value)


def roles(compared: ComparedSources) -> list[dict[str, Any]]:
    """What was found of each role."""
    return [_role(each) for each in compared.roles]


def _role(role: ComparedRole) -> dict[str, Any]:
    return {
        "key": role.key,
        "former_key": role.former,
        "change": role.change.value,
        **to_json(role.permissions),
        "trust": to_json(role.trust) if role.trust else None,
        "open_texts": list(role.open_texts),
    }
