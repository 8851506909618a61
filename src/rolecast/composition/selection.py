"""The activities of a role: those that its persona preselects and the file selects, and what they require."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.library import Catalogue
from rolecast.reading.faults import Faults
from rolecast.rolefile.request import RoleRequest


def select_activities(request: RoleRequest, flow: Flow, catalogue: Catalogue, faults: Faults) -> list[Activity]:
    """The selected activities in the console's order. Adds an error for each that lacks something.

    None if errors in the file leave open which they are.
    """
    if not request.faulty.isdisjoint(("flow", "persona", "activities")):
        return []
    if not flow.activities:
        _refuse_activities(request, flow, faults)
        return []
    persona = request.get("persona", flow.persona)
    given = request.get("activities", {})
    selected = selected_ids(request, flow, catalogue)
    activities = sorted(map(catalogue.activity, selected), key=lambda activity: activity.number)
    for activity in activities:
        if activity.id not in given:
            _require_parameters(activity, request, persona, faults)
        _require_others(activity, request, selected, faults)
    return activities


def selected_ids(request: RoleRequest, flow: Flow, catalogue: Catalogue) -> list[str]:
    """The ids of the role's activities: its persona's and its own, without the deselected ones."""
    persona = request.get("persona", flow.persona)
    preselected = catalogue.persona(persona).activities if persona else ()
    given = request.get("activities", {})
    return [name for name in dict.fromkeys((*preselected, *given)) if given.get(name) is not False]


def own_values(request: RoleRequest, activity: Activity) -> dict[str, Any]:
    """The activity's parameters in the role file, or their defaults; an empty list for an omitted optional one."""
    defaults = {name: list(p.default) for name, p in activity.parameters.items() if p.default is not None}
    given = request.get("activities", {}).get(activity.id)
    return {**defaults, **(given if isinstance(given, Mapping) else {})}


def _refuse_activities(request: RoleRequest, flow: Flow, faults: Faults) -> None:
    for name in ("persona", "activities"):
        if request.get(name):
            faults.add(
                request.place(name),
                f"the flow `{flow.id}` has no activities, so `{name}` is not allowed in it",
                f"remove `{name}`, or use the flow `role-manager`",
            )


def _require_parameters(activity: Activity, request: RoleRequest, persona: str | None, faults: Faults) -> None:
    needed = [name for name, parameter in activity.parameters.items() if parameter.is_required]
    if needed:
        faults.add(
            request.place("persona"),
            f"the persona `{persona}` preselects `{activity.id}`, which needs {listing(needed)}",
            f"add {'it' if len(needed) == 1 else 'them'} under activities, "
            f"or remove the activity: `{activity.id}: false`",
        )


def _require_others(activity: Activity, request: RoleRequest, selected: list[str], faults: Faults) -> None:
    for alternatives in activity.unmet(selected):
        faults.add(
            request.place("activities", activity.id),
            f"the activity `{activity.id}` needs {listing(alternatives, ' or ')}",
            f"add `{alternatives[0]}:` to activities, or remove `{activity.id}`",
        )


def listing(words: Iterable[str], last: str = " and ") -> str:
    """The words in backticks, joined by `last`."""
    return last.join(f"`{word}`" for word in words)
