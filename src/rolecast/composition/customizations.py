"""Network and encryption: settings that add conditions to every activity that supports them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.flow import Flow
from rolecast.composition import limits
from rolecast.role import Notice
from rolecast.rolefile.request import RoleRequest


class Customization(NamedTuple):
    """A key of the role file, the overlay that it selects, and the name of the overlay's conditions."""

    key: str
    overlay: Overlay
    noun: str


CUSTOMIZATIONS = (
    Customization("network", Overlay.VPC, "VPC conditions"),
    Customization("encryption", Overlay.KMS, "KMS conditions"),
)


def overlays(request: RoleRequest, flow: Flow) -> tuple[Overlay, ...]:
    """The overlays that the role file asks for, as far as they have an effect in the flow."""
    asked = (each.overlay for each in CUSTOMIZATIONS if request.get(each.key))
    return tuple(overlay for overlay in asked if overlay in flow.customizations)


def values(request: RoleRequest) -> dict[str, list[str]]:
    """The values of `{{subnets}}`, `{{security_groups}}`, `{{data_keys}}` and `{{volume_keys}}`, as far as given."""
    return {name: texts for each in CUSTOMIZATIONS for name, texts in (request.get(each.key) or {}).items()}


def notices(request: RoleRequest, flow: Flow, activities: Iterable[Activity]) -> Iterator[Notice]:
    """Notices about settings without effect, and lists that are longer than a request accepts."""
    activities = list(activities)
    for key, overlay, noun in CUSTOMIZATIONS:
        if not request.get(key):
            continue
        if overlay not in flow.customizations:
            yield Notice(f"{key}-ignored", f"`{key}` has no effect in the flow `{flow.id}`")
            continue
        if not any(activity.supports(overlay) for activity in activities):
            yield Notice(f"{key}-unused", f"`{key}` has no effect: no selected activity has {noun}")
        elif key == "network":
            yield from _long_lists(request.get(key))
        for activity in activities:
            if overlay in activity.unkept:
                text = f"`{key}` does not hold for `{activity.id}`: {activity.unkept[overlay]['en']}"
                yield Notice(f"{key}-unkept", text.removesuffix("."))


def _long_lists(network: Mapping[str, list[str]]) -> Iterator[Notice]:
    for name, most in (
        ("subnets", limits.SUBNETS_PER_REQUEST),
        ("security_groups", limits.SECURITY_GROUPS_PER_REQUEST),
    ):
        if len(network[name]) > most:
            text = f"`{name}` allows {len(network[name])}; one request to SageMaker accepts at most {most} of them"
            yield Notice("network-long-list", text)
