"""A comparison as JSON."""

from __future__ import annotations

from typing import Any

from rolecast.iam.comparison import to_json
from rolecast.reading.json_writing import indented
from rolecast.workflows.comparing import ComparedRole, ComparedSources


def render(compared: ComparedSources) -> str:
    """The whole comparison. `rolecast decide` decides each request in it differently for the two sides."""
    value = {
        "format_version": "1",
        "verdict": compared.verdict.value,
        "roles": roles(compared),
        "not_considered": list(compared.not_considered),
        "assumed": compared.assumed,
        "unknown": list(compared.undecided),
    }
    return indented(value)


def roles(compared: ComparedSources) -> list[dict[str, Any]]:
    """The comparison of each role."""
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
