"""Compares the passed roles of a file with the purposes that they are passed for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rolecast.catalogue.activity import Activity, PassedRole
from rolecast.checks.passing import Passing, passings
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import principals

JAPANESE = {
    "`{activity}` passes {roles} to {services}, which it does not trust": (
        "`{activity}` は {roles} を {services} に渡しますが、そのロールはサービスを信頼していません"
    ),
    "`{activity}` passes {roles}, which is not allowed {actions}": (
        "`{activity}` は {roles} を渡しますが、そのロールには {actions} が許可されていません"
    ),
    "`{activity}` passes {roles}, which is allowed none of {actions}": (
        "`{activity}` は {roles} を渡しますが、そのロールには {actions} のいずれも許可されていません"
    ),
    "pass a role with {activities}": "{activities} を持つロールを渡してください",
}
"""The Japanese of `unserved`'s texts, as in rules."""


class Purpose(NamedTuple):
    """The purpose for which an activity passes a role, by a statement whose roles are all in the file."""

    passing: Passing
    activity: Activity
    passed: PassedRole
    roles: tuple[Subject, ...]


def purposes(subject: Subject) -> Iterator[Purpose]:
    """The purposes for which the subject's activities pass roles."""
    for passing in passings(subject):
        checked = passing.checked
        roles = known_roles(passing, subject)
        if subject.is_own(checked) and 0 < len(roles) == len(checked.statement.resources or ()):
            for activity in activities_of(passing, subject):
                yield from (Purpose(passing, activity, passed, roles) for passed in activity.passes)


def activities_of(passing: Passing, subject: Subject) -> list[Activity]:
    """The activities of a statement that specify purposes for passed roles."""
    passing_ones = {activity.id: activity for activity in subject.activities if activity.passes}
    return [passing_ones[each] for each in passing.checked.activities if each in passing_ones]


def known_roles(passing: Passing, subject: Subject) -> tuple[Subject, ...]:
    """The roles of the file that a statement passes."""
    found = (subject.others.get(arn) for arn in passing.checked.statement.resources or ())
    return tuple(role for role in found if role is not None)


def unserved(purpose: Purpose) -> Iterator[Problem]:
    """A problem if none of the purpose's roles serves it."""
    passing, activity, passed, roles = purpose
    remedy = f"pass a role with {listing(passed.activities)}"
    trusting_ones = [role for role in roles if not trusted(role).isdisjoint(passed.services)]
    names = ", ".join(map(name, trusting_ones or roles))
    if not trusting_ones:
        message = f"`{activity.id}` passes {names} to {listing(passed.services)}, which it does not trust"
        yield Problem(message, passing.checked, help=remedy)
        return
    lacking = [_lacking(role, passed) for role in trusting_ones]
    if all(lacking):
        needed = min(lacking, key=len)
        message = f"`{activity.id}` passes {names}, which is not allowed {{actions}}"
        if len(needed) > 1:
            message = f"`{activity.id}` passes {names}, which is allowed none of {{actions}}"
        yield Problem(message, passing.checked, actions=needed, help=remedy)


def trusted(role: Subject) -> set[str]:
    """The services that a role trusts."""
    return {service for checked in role.trusting for service in principals(checked, "Service")}


def name(role: Subject) -> str:
    """A role of the file, by key."""
    assert role.role is not None
    return f"`{role.role.key}`"


def listing(texts: Sequence[str]) -> str:
    return " or ".join(f"`{text}`" for text in texts)


def _lacking(role: Subject, passed: PassedRole) -> tuple[str, ...]:
    """The first alternatives that the role is certainly not allowed, none of them; empty if there are none."""
    if not role.knows_all_grants:
        return ()
    return next((needs for needs in passed.needs if not any(map(role.grants.allows, needs))), ())
