"""All settings of a role as the review shows them, with the addresses at which they are changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from rolecast.draft.draft import DraftField
from rolecast.draft.steps import SETTINGS, WizardStep
from rolecast.web.addresses import address_of
from rolecast.web.languages import PageTexts
from rolecast.web.views import RoleView

_LABELS = {
    "persona": "information.persona",
    "description": "information.description",
    "name_prefix": "information.name_prefix",
    "account": "information.account",
    "region": "information.region",
    "flow": "information.flow",
    "edition": "information.edition",
    "network": "information.network",
    "encryption": "information.encryption",
    "narrowing": "narrowing.title",
    "activities": "steps.activities",
    "pass_roles": "activities.pass_roles",
    "studio_id": "activities.studio_id",
    "additional_policies": "policies.additional",
    "permissions_boundary": "policies.boundary",
    "tags": "policies.tags",
    "packing": "policies.packing",
    "policy_suffix": "policies.suffix",
    "path": "policies.path",
    "max_session_duration": "policies.session",
}
"""The keys of the labels that the forms already have; the other labels are under `settings.`."""
_PARTS = {
    "subnets": "information.subnets",
    "security_groups": "information.security_groups",
    "data_keys": "information.data_keys",
    "volume_keys": "information.volume_keys",
    "instance_types": "narrowing.instance_types",
    "regions": "narrowing.regions",
    "inter_container_encryption": "narrowing.inter_container_encryption",
    "network_isolation": "narrowing.network_isolation",
    "confused_deputy": "policies.confused_deputy",
    "services": "policies.services",
    "principals": "policies.principals",
}
_DEFAULTS = {
    "name_prefix": "sagemaker-",
    "path": "/",
    "max_session_duration": "3600",
    "guardrails": "notice",
}
_TITLES = {"flow": "flows", "edition": "information", "packing": "policies"}
"""The group of the titles of values, for settings with a few possible values."""
_FIRST = {"flow": "role-manager", "edition": "console", "packing": "per-activity"}


class DisplayedSetting(NamedTuple):
    """A setting: its label, its values with the labels of their parts, and the address at which it is changed.

    `is_default` is whether it is not set, `is_inherited` whether it is set for the whole file.
    """

    name: str
    label: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    address: str
    is_default: bool
    is_inherited: bool


def settings_of(view: RoleView, t: PageTexts) -> list[tuple[WizardStep, list[DisplayedSetting]]]:
    """All settings, by the step that has them."""
    return [(step, [_setting(name, view, t) for name in names]) for step, names in SETTINGS.items()]


def _setting(name: str, view: RoleView, t: PageTexts) -> DisplayedSetting:
    field = view.field(name)
    is_default = field.value in (None, "", [], {})
    return DisplayedSetting(
        name,
        t(_LABELS.get(name, "settings." + name)),
        tuple(_values(name, field, view, t)),
        address_of(view.key, field.path),
        is_default,
        field.is_inherited and not is_default,
    )


def _values(name: str, field: DraftField, view: RoleView, t: PageTexts) -> list[tuple[str, tuple[str, ...]]]:
    value = field.value
    if name == "persona":
        return [("", (_persona(view, t),))]
    if name == "tags":
        value = {**(view.draft.value("tags") or {}), **(view.draft.value("roles", view.key, "tags") or {})}
    if name == "activities":
        return [("", tuple(choice.activity.title for choice in view.selected) or (t("base.none"),))]
    if name in _TITLES:
        chosen = value if isinstance(value, str) else _FIRST[name]
        return [("", (t.by_key.get(f"{_TITLES[name]}.{chosen}", chosen),))]
    if isinstance(value, dict) and value:
        return [(_part(key, t), _texts(inner, t)) for key, inner in value.items()]
    if value in (None, "", [], {}):
        return [("", (_default(name, view, t),))]
    return [("", _texts(value, t))]


def _persona(view: RoleView, t: PageTexts) -> str:
    """The title of the persona; the text that was typed if there is no such persona."""
    persona, catalogue = view.persona, view.draft.catalogue
    if persona is None:
        return t("information.custom")
    return catalogue.persona(persona).title if persona in catalogue.persona_ids else persona


def _part(key: str, t: PageTexts) -> str:
    return t(_PARTS[key]) if key in _PARTS else key


def _default(name: str, view: RoleView, t: PageTexts) -> str:
    if name == "trust":
        return t("settings.trust_default")
    if name == "pass_roles" and view.passes_roles:
        return t("settings.pass_roles_default")
    if name in ("network", "encryption", "narrowing"):
        return t("settings.off")
    return _DEFAULTS.get(name) or t("base.none")


def _texts(value: Any, t: PageTexts) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (t("settings.on" if value else "settings.off"),)
    if isinstance(value, list):
        return tuple(text for each in value for text in _texts(each, t))
    if isinstance(value, dict):
        return tuple(f"{key}: {' '.join(_texts(inner, t))}" for key, inner in value.items())
    return (t("base.none") if value is None else str(value),)
