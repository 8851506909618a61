"""Addresses of the wizard's pages, and of the controls in them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from rolecast.draft.draft import InnerPath
from rolecast.draft.steps import WizardStep, step_of

IN_THE_FILE = (
    "name",
    "corrections",
    "extra_policies",
    "inline_policies",
    "was",
    "deletion",
    "exports",
    "guardrails",
    "unlisted_regions",
    "unlisted_instance_types",
    "quotas",
    "suppress",
    "expect",
)
"""Settings that have no form and are changed in the role file."""
_ANCHORS = {
    "persona": "persona",
    "activities": "heading",
    "narrowing": "more-information",
    "trust": "more-policies",
}
"""The ids to link to for settings with several controls."""


def role_address(key: str, step: str) -> str:
    """The address of a step of a role."""
    return f"/roles/{quote(key)}/{step}"


def control_id(path: Iterable[str | int]) -> str:
    """The id of the control of a setting."""
    return "/".join(map(str, path))


def address_of(key: str, path: InnerPath) -> str:
    """The address at which a role's setting is changed: its step and control, or the file's text if it has no form."""
    if path == ("roles", key):
        return f"{role_address(key, WizardStep.INFORMATION)}#rename"
    names = path[2:] if path[:1] == ("roles",) else path
    if not names or names[0] in IN_THE_FILE:
        return f"{role_address(key, WizardStep.REVIEW)}?panel=file#panel"
    anchor = _ANCHORS.get(str(names[0])) if len(names) == 1 else None
    return f"{role_address(key, step_of(path))}#{anchor or control_id(control_of(path))}"


def control_of(path: InnerPath) -> InnerPath:
    """The setting whose control contains this one: items of lists have no separate controls."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path
