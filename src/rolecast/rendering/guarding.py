"""Policies deployed in addition to the roles, from their settings: roles by settings, and their JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from rolecast.guardrails.denials import denials
from rolecast.guardrails.guardrail import guardrails_of
from rolecast.reading.json_writing import indented
from rolecast.role import Role

FORMAT_VERSION = "1"


def by_settings(roles: Sequence[Role]) -> Iterator[tuple[list[Role], list[dict[str, Any]]]]:
    """Roles whose settings forbid the same, with the Deny statements for that; not those that have no such settings.

    Raises UnresolvedError where a role's account or region is not known.
    """
    groups: dict[bytes, tuple[list[Role], list[dict[str, Any]]]] = {}
    for role in roles:
        asked = (each for each in guardrails_of(role) if not each.is_of_trust)
        statements = [statement for each in asked for statement in denials(each)]
        if statements:
            groups.setdefault(orjson.dumps(statements), ([], statements))[0].append(role.resolve())
    yield from groups.values()


def rendered(format: str, source: str, policies: Sequence[dict[str, Any]]) -> str:
    """`{"format_version": "1", "format": ..., "made_from": ..., "policies": [...]}`."""
    value = {"format_version": FORMAT_VERSION, "format": format, "made_from": source, "policies": policies}
    return indented(value)
