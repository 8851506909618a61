"""What would let a role of the catalogue do what it may not: a correction, a parameter, or else an activity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import as_list
from rolecast.iam import managed, patterns, services, templates, traces
from rolecast.iam.documents import Document
from rolecast.iam.policies import Policies, Policy
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect
from rolecast.iam.traces import Part
from rolecast.role import Role

_ANY = "*"
"""The resource of a request that names none: statements on any resource count."""
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def remedies(role: Role, request: Request, *, is_named: bool) -> Iterator[str]:
    """What to write into the role file, a line each: corrections and parameters, or without any, an activity.

    The resource counts only if it `is_named` by who asks. Says nothing of a role that was not made of the catalogue.
    """
    if role.recipe is None:
        return
    ticked = [CATALOGUE.activity(each) for each in role.recipe.activities if each in CATALOGUE.activity_ids]
    if not is_named:
        request = replace(request, resource=_ANY)
    found = [*_corrections(role, ticked, request), *_parameters(role, ticked, request)]
    if not found and (narrowest := _narrowest(role, ticked, request)):
        found = [f"tick `{narrowest}`, the narrowest activity that allows it"]
    yield from found


def _corrections(role: Role, ticked: list[Activity], request: Request) -> Iterator[str]:
    for activity in ticked:
        applied = _applied(role, activity)
        if _granting(role, activity, applied, request):
            continue
        for name in activity.corrections:
            if name not in applied and _granting(role, activity, (*applied, name), request):
                yield f"add `{activity.id}/{name}` to `corrections`, or take `edition: corrected`"


def _parameters(role: Role, ticked: list[Activity], request: Request) -> Iterator[str]:
    """The value of a parameter with which a ticked activity would name the resource."""
    for activity in ticked:
        applied = _applied(role, activity)
        for number in _granting(role, activity, applied, request):
            for text in _resources(role, activity, applied, number):
                named = [name for name in _PLACE.findall(text) if name in activity.parameters]
                value = _value(role, text, request.resource) if len(named) == 1 else None
                if value and named != ["pass_roles"]:
                    yield f"add `{value}` to `{named[0]}` of `{activity.id}`"
                    return


def _value(role: Role, text: str, resource: str) -> str | None:
    """What the parameter in a Resource must be for it to name `resource`."""
    parts = _PLACE.split(templates.fill(text, role.environment.values))
    form = "".join("(.+?)" if number % 2 else re.escape(part).replace(r"\*", ".*") for number, part in enumerate(parts))
    found = re.fullmatch(form, resource, re.DOTALL)
    return found[1] if found and "/" not in found[1] else None


class _Candidate(NamedTuple):
    """An activity that would do, ordered by how much more it takes and allows."""

    unmet: int
    """How many of its requirements are not ticked."""
    is_open: bool
    """Whether what allows it is not limited to the resources that a parameter names."""
    breadth: int
    number: int
    id: str


def _narrowest(role: Role, ticked: list[Activity], request: Request) -> str | None:
    is_corrected = any(_applied(role, activity) for activity in ticked)
    candidates = []
    for activity in CATALOGUE.activities():
        corrections = tuple(activity.corrections) if is_corrected else ()
        if activity in ticked or not (numbers := _granting(role, activity, corrections, request)):
            continue
        texts = [text for number in numbers for text in _resources(role, activity, corrections, number)]
        is_open = not texts or any(activity.parameters.keys().isdisjoint(_PLACE.findall(text)) for text in texts)
        breadth = sum(map(_count, _actions(activity.id)))
        unmet = len(activity.unmet([each.id for each in ticked]))
        candidates.append(_Candidate(unmet, is_open, breadth, activity.number, activity.id))
    return min(candidates).id if candidates else None


def _applied(role: Role, activity: Activity) -> tuple[str, ...]:
    """The corrections of the activity that the role has."""
    assert role.recipe is not None
    return tuple(name for name in activity.corrections if f"{activity.id}/{name}" in role.recipe.corrections)


def _granting(role: Role, activity: Activity, corrections: tuple[str, ...], request: Request) -> list[int]:
    """The numbers of the activity's Allows that could allow the request, whatever its parameters.

    Of conditions only those count against one that fail on what the request has.
    """
    found = traces.trace(Policies(identity=(Policy("", _document(role, activity, corrections)),)), request)
    spared = {Part.RESOURCE} if request.resource == _ANY else set()
    return [
        each.ref.statement
        for each in found
        if each.ref.effect is Effect.ALLOW
        and not set(each.parts) - spared
        and all(test.given is None for test in each.tests)
    ]


def _document(role: Role, activity: Activity, corrections: tuple[str, ...]) -> Document:
    """The activity's document with `*` for its parameters, or that of the policy which it attaches."""
    if activity.managed:
        published = managed.document(activity.managed)
        assert published is not None  # the tests hold the catalogue against the data
        return published
    wanted = role.recipe.overlays if role.recipe else ()
    filled = templates.fill(activity.document(wanted, corrections), role.environment.values)
    return Document(templates.fill(filled, {name: ["*"] for name in templates.names_in(filled)}))


def _resources(role: Role, activity: Activity, corrections: tuple[str, ...], number: int) -> list[str]:
    """The Resource of one of the activity's statements, its parameters still to be filled in."""
    wanted = role.recipe.overlays if role.recipe else ()
    statements = list(activity.varied_statements(wanted, corrections).values())
    return as_list(statements[number].get("Resource", [])) if statements else []


@cache
def _actions(id: str) -> frozenset[str]:
    """The actions and patterns of actions that an activity's statements name."""
    activity = CATALOGUE.activity(id)
    if activity.managed:
        published = managed.document(activity.managed)
        statements = published.statements if published else ()
        return frozenset(text for each in statements for text in each.actions or ("*",))
    statements_of_own = activity.varied_statements(()).values()
    return frozenset(text for each in statements_of_own for text in as_list(each.get("Action", "*")))


@lru_cache(maxsize=4_096)
def _count(text: str) -> int:
    """How many known actions a text stands for."""
    prefix, _, name = text.lower().partition(":")
    glob = patterns.pattern(name or "*")
    known = map(services.service, services.prefixes() if prefix == "*" else (prefix,))
    return sum(patterns.matches(glob, action) for service in known if service for action in service.actions)
