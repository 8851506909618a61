"""Notices about a role's activities: how they relate to each other and to the file's other roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from rolecast.catalogue.activity import Activity, ActivitySource, PassedRole
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.overlays import as_list
from rolecast.composition.selection import listing, own_values, selected_ids
from rolecast.iam.templates import DocumentTemplate, names_in
from rolecast.role import Notice
from rolecast.rolefile.load import RoleFile
from rolecast.rolefile.request import RoleRequest

_MOST_NAMED = 4


def of_activities(request: RoleRequest, rolefile: RoleFile, activities: Sequence[Activity]) -> Iterator[Notice]:
    """Notices about roles that pass themselves instead of another role, and about contradicting parameters."""
    values = {activity.id: own_values(request, activity) for activity in activities}
    for activity in activities:
        names_roles = request.get("pass_roles") or "pass_roles" in values[activity.id]
        # Without `pass_roles` a role passes itself, as in the console; Rolecast's own activities expect another role.
        if activity.source is ActivitySource.ROLECAST and not names_roles:
            yield from _passed_itself(activity, rolefile, values.keys())
    for number, one in enumerate(activities):
        if any(parameter.type.names_one_thing for parameter in one.parameters.values()):
            for other in activities[number + 1 :]:
                yield from _contradictions(one, values[one.id], other, values[other.id])


def of_passed(request: RoleRequest, activity: Activity, templates: Iterable[DocumentTemplate]) -> Iterator[Notice]:
    """Notices about roles whose names the activity contains and that it passes regardless of `pass_roles`."""
    if not (request.get("pass_roles") or "pass_roles" in own_values(request, activity)):
        return
    statements = (statement for template in templates for statement in template.document["Statement"])
    passed = dict.fromkeys(
        resource.partition(":role/")[2] or resource
        for statement in statements
        if statement["Effect"] == "Allow" and "iam:PassRole" in as_list(statement.get("Action", []))
        for resource in as_list(statement.get("Resource", []))
        if activity.parameters.keys().isdisjoint(names_in(resource))  # not a role from `pass_roles`
    )
    if passed:
        shown = listing(list(passed)[:_MOST_NAMED], ", ")
        more = f" and {len(passed) - _MOST_NAMED} more" if len(passed) > _MOST_NAMED else ""
        yield Notice("passes-others", f"`{activity.id}` also passes {shown}{more}, regardless of `pass_roles`")


def _passed_itself(activity: Activity, rolefile: RoleFile, selected: Set[str]) -> Iterator[Notice]:
    for passed in activity.passes:
        if selected.isdisjoint(passed.activities):
            services = " or ".join(f"`{service}`" for service in passed.services)
            text = f"`{activity.id}` passes the role itself to {services}; {_remedy(passed, rolefile)}"
            yield Notice("passes-itself", text)


def _remedy(passed: PassedRole, rolefile: RoleFile) -> str:
    fitting = [key for key in rolefile.roles if not _selected_in(rolefile, key).isdisjoint(passed.activities)]
    if fitting:
        return f"name {listing(fitting, ' or ')} in `pass_roles`"
    return f"no role of the file has `{passed.activities[0]}`: add one and name it in `pass_roles`"


def _selected_in(rolefile: RoleFile, key: str) -> set[str]:
    """The activities of a role of the file; none if errors leave them open."""
    request, catalogue = rolefile.roles[key], rolefile.catalogue
    if not request.faulty.isdisjoint(("flow", "persona", "activities")):
        return set()
    return set(selected_ids(request, catalogue.flow(request.get("flow", "role-manager")), catalogue))


def _contradictions(
    one: Activity, values: Mapping[str, Any], other: Activity, others: Mapping[str, Any]
) -> Iterator[Notice]:
    """Notices about two activities that name different resources, such as clusters, for the same parameter."""
    for name, parameter in one.parameters.items():
        given, given_there = values.get(name), others.get(name)
        if parameter.type.names_one_thing and given and given_there and not _overlap(given, given_there):
            said = f"{listing(given, ', ')} for `{one.id}` and {listing(given_there, ', ')} for `{other.id}`"
            yield Notice("parameters-contradict", f"`{name}` is {said}, which have nothing in common")


def _overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the lists have a name in common. `*` occurs only at the end, so of two patterns one covers the other."""
    some, others = [*some], [*others]
    if any("{{" in text for text in (*some, *others)):
        return True  # they may, once filled in
    from rolecast.iam import algebra, patterns  # rarely needed

    wide, narrow = ([patterns.pattern(text) for text in texts] for texts in (some, others))
    return any(algebra.covers(one, other) or algebra.covers(other, one) for one in wide for other in narrow)


def of_overriding(request: RoleRequest, catalogue: Catalogue, activities: Iterable[Activity]) -> Iterator[Notice]:
    """Notices about activities and personas of a team's catalogue that replace Rolecast's."""
    persona = request.get("persona")
    overriding = [f"activity `{each.id}`" for each in activities if catalogue.overrides("activities", each.id)]
    if persona and catalogue.overrides("personas", persona):
        overriding.insert(0, f"persona `{persona}`")
    for what in overriding:
        yield Notice("catalogue-overrides", f"the {what} comes from `{catalogue.folder}`, not from Rolecast")
