"""The steps of the wizard, and the settings that each contains."""

from __future__ import annotations

from enum import StrEnum

from rolecast.draft.draft import InnerPath


class WizardStep(StrEnum):
    """The console's four steps."""

    INFORMATION = "information"
    ACTIVITIES = "activities"
    POLICIES = "policies"
    REVIEW = "review"


SETTINGS = {
    WizardStep.INFORMATION: (
        "persona",
        "description",
        "name",
        "name_prefix",
        "account",
        "region",
        "flow",
        "edition",
        "network",
        "encryption",
        "narrowing",
    ),
    WizardStep.ACTIVITIES: ("activities", "pass_roles", "studio_id", "corrections"),
    WizardStep.POLICIES: (
        "additional_policies",
        "extra_policies",
        "inline_policies",
        "permissions_boundary",
        "tags",
        "packing",
        "policy_suffix",
        "path",
        "max_session_duration",
        "trust",
    ),
    WizardStep.REVIEW: (
        "was",
        "guardrails",
        "deletion",
        "exports",
        "unlisted_regions",
        "unlisted_instance_types",
        "quotas",
        "suppress",
        "expect",
    ),
}
"""Each setting of a role is in one step. Those of the last step can be changed only in the file."""


def step_of(path: InnerPath) -> WizardStep:
    """The step of the setting at this path. REVIEW for the whole file and for settings that no step contains."""
    if path[:1] == ("roles",):
        if len(path) == 2:
            return WizardStep.INFORMATION  # the role's key
        path = path[2:]
    return next((step for step, names in SETTINGS.items() if path and path[0] in names), WizardStep.REVIEW)
