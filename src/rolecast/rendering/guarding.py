"""What service control policies and boundaries have in common: roles by their settings, and the JSON."""

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
    """Groups roles whose settings forbid the same, with the Deny statements for that.

    Omits roles without such settings. Raises UnresolvedError if a role's account or region is unknown.
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
