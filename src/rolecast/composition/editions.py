"""The edition of a role: exactly what the console generates, or with corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolecast.catalogue.activity import Activity, Edition
from rolecast.role import Notice
from rolecast.rolefile.request import RoleRequest


def corrections(request: RoleRequest, activity: Activity) -> tuple[str, ...]:
    """The names of the activity's corrections that the role has: all in the corrected edition, or those it names."""
    if edition(request) is Edition.CORRECTED:
        return activity.correction_names
    if not (named := request.get("corrections", ())):
        return ()
    return tuple(name for name in activity.correction_names if f"{activity.id}/{name}" in named)


def notices(request: RoleRequest, activities: Iterable[Activity]) -> Iterator[Notice]:
    """Notices about corrections without effect."""
    named = request.get("corrections", ())
    if named and edition(request) is Edition.CORRECTED:
        yield Notice("corrections-unused", "`corrections` has no effect: the corrected edition includes them all")
        return
    selected = {activity.id for activity in activities}
    for name in named:
        activity = name.partition("/")[0]
        if activity not in selected:
            yield Notice("corrections-unused", f"the correction `{name}` has no effect: `{activity}` is not selected")


def edition(request: RoleRequest) -> Edition:
    """The role's edition. Defaults to the console's."""
    return Edition(request.get("edition", Edition.CONSOLE))
