"""The edition of a role: exactly what the console generates, or with corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolecast.catalogue.activity import Activity, Edition
from rolecast.role import Notice, Role
from rolecast.rolefile.load import RoleFile
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


def known_faults(rolefile: RoleFile, roles: Iterable[Role]) -> list[Notice]:
    """A notice with the number of known faults in the policies of roles whose edition the file does not state."""
    unstated = [role.recipe for role in roles if role.recipe and not rolefile.roles[role.key].get("edition")]
    faults = {
        f"{activity}/{name}"
        for recipe in unstated
        for activity in recipe.activities
        for name in rolefile.catalogue.activity(activity).correction_names
        if f"{activity}/{name}" not in recipe.corrections
    }
    if not faults:
        return []
    message = (
        f"AWS's policies for the selected activities have known faults ({len(faults):,}); "
        "`edition: corrected` fixes them, `edition: console` keeps them"
    )
    return [Notice("known-faults", message)]


def edition(request: RoleRequest) -> Edition:
    """The role's edition. Defaults to the console's."""
    return Edition(request.get("edition", Edition.CONSOLE))
