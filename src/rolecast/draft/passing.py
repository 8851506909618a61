"""Which roles a role passes, in new files and on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rolecast.catalogue.activity import Activity, PassedRole
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.persona import Persona, by_kind


class PassedRoles(NamedTuple):
    """Keys of roles: what most activities of a role pass, and by activity id, what the others pass."""

    usual: list[str]
    own: Mapping[str, list[str]]


def trusted_services(activities: Iterable[Activity]) -> list[str]:
    """The services that run with a role of these activities if there are several: the trust policy must list them."""
    services = list(dict.fromkeys(service for activity in activities for service in activity.trusted_by))
    return services if len(services) > 1 else []


def passed_roles(activities: Iterable[Activity], roles: Mapping[str, Persona]) -> PassedRoles:
    """What the activities pass, of these roles by key."""
    passed = {activity.id: _passed(activity, roles) for activity in activities if "pass_roles" in activity.parameters}
    usual = max(filter(None, passed.values()), key=list(passed.values()).count, default=[])
    return PassedRoles(usual, {name: keys for name, keys in passed.items() if keys and keys != usual})


def _passed(activity: Activity, roles: Mapping[str, Persona]) -> list[str]:
    return list(dict.fromkeys(key for passed in activity.passes if (key := _key_for(passed, roles))))


def roles_for(persona: Persona) -> dict[str, Persona]:
    """The persona and the personas of the roles that it passes, by the roles' keys; passed roles come first."""
    found: dict[str, Persona] = {}
    _add_role(persona, found, [])
    return found


def _add_role(persona: Persona, found: dict[str, Persona], passing: list[Persona]) -> None:
    for activity in selected_by(persona):
        for passed in activity.passes:
            other = _persona_with(passed)
            if _key_for(passed, found) is None and other not in (persona, *passing):
                _add_role(other, found, [*passing, persona])
    found[_key(persona)] = persona


def _key(persona: Persona) -> str:
    return persona.id.removesuffix("-2026").removesuffix("-role")


def _persona_with(passed: PassedRole) -> Persona:
    """The first persona whose role can be passed for this purpose. Execution roles come before people."""
    personas = [each for members in reversed(by_kind(CATALOGUE.personas()).values()) for each in members]
    fitting = [each for name in passed.activities for each in personas if name in each.activities]
    return fitting[0]


def _key_for(passed: PassedRole, roles: Mapping[str, Persona]) -> str | None:
    """The key of the first role that can be passed for this purpose."""
    return next((key for key, each in roles.items() if set(passed.activities) & set(each.activities)), None)


def selected_by(persona: Persona) -> list[Activity]:
    """The persona's activities and, for each requirement that they do not meet, the first activity that meets it."""
    names = list(persona.activities)
    for name in names:
        for alternatives in CATALOGUE.activity(name).requires:
            if not set(alternatives) & set(names):
                names.append(alternatives[0])
    return sorted(map(CATALOGUE.activity, names), key=lambda activity: activity.number)
