"""Remedies that let a role make a denied request, narrowest first: the value of a parameter, a correction, an activity,
or a separate statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity, Parameter, narrowed
from rolecast.catalogue.groups import JobGroup
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.catalogue.overlays import Statement, as_list
from rolecast.iam import action_sets, managed, templates, traces
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, Effect
from rolecast.iam.traces import StatementPart
from rolecast.role import Role

_ANY = "*"
"""The resource of a request that names none: statements on any resource count."""
PASSED = "pass_roles"
"""The parameter that a role sets for all of its activities, unless an activity sets its own."""


class RemedyKind(StrEnum):
    """What a remedy changes, narrowest first."""

    PARAMETER = "parameter"
    CORRECTION = "correction"
    ACTIVITY = "activity"
    STATEMENT = "statement"
    ELSEWHERE = "elsewhere"
    """A change outside the role."""


class SettingEdit(NamedTuple):
    """An edit of the role's settings in the role file: sets `value` at `path`; adds it to the list there if `joins`."""

    path: tuple[str, ...]
    value: Any
    joins: bool = False


class Remedy(NamedTuple):
    """A way to allow the request. `text` says what to do; `edit` is None if the user has to decide something.

    `statement` is what to request from the owner of another policy: a statement, or the condition of an exception.
    """

    kind: RemedyKind
    text: str
    edit: SettingEdit | None = None
    statement: Mapping[str, Any] | None = None


def remedies(role: Role, request: Request, *, is_named: bool, catalogue: Catalogue = CATALOGUE) -> Iterator[Remedy]:
    """The remedies in the role file, narrowest first.

    Ignores the resource unless `is_named`. Yields nothing for a role that was not composed from the catalogue.
    """
    if role.recipe is None:
        return
    selected = [catalogue.activity(each) for each in role.recipe.activities if each in catalogue.activity_ids]
    if not is_named:
        request = replace(request, resource=_ANY)
    yield from _parameters(role, selected, request)
    yield from _corrections(role, selected, request)
    if narrowest := _narrowest(role, selected, request, catalogue):
        yield narrowest
    if is_named:
        yield own_statement(request)
    else:
        text = f"add a separate statement to `extra_policies`: {request.action} on the resource that was denied"
        yield Remedy(RemedyKind.STATEMENT, text)


def first(found: list[Remedy]) -> list[Remedy]:
    """The remedies within the role's activities or, if there are none, the activity that would allow the request."""
    within = [each for each in found if each.kind in (RemedyKind.PARAMETER, RemedyKind.CORRECTION)]
    return within or [each for each in found if each.kind is RemedyKind.ACTIVITY]


def own_statement(request: Request) -> Remedy:
    """A separate policy that allows only this request."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": request.action, "Resource": request.resource}
    if request.action.lower() == "iam:passrole" and (service := request.context.get("iam:passedtoservice")):
        statement["Condition"] = {"StringEquals": {"iam:PassedToService": service}}
    name = f"allow-{request.action.replace(':', '-').lower()}"
    document = {"Version": VERSION, "Statement": statement}
    text = f"add a separate statement to `extra_policies`: {request.action} on {request.resource}"
    return Remedy(RemedyKind.STATEMENT, text, SettingEdit(("extra_policies", name), document))


def _corrections(role: Role, selected: list[Activity], request: Request) -> Iterator[Remedy]:
    for activity in selected:
        applied = _applied(role, activity)
        if _granting(role, activity, applied, request):
            continue
        for name in activity.corrections:
            if name not in applied and _granting(role, activity, (*applied, name), request):
                full = f"{activity.id}/{name}"
                text = f"add `{full}` to `corrections`, or use `edition: corrected`"
                yield Remedy(RemedyKind.CORRECTION, text, SettingEdit(("corrections",), full, joins=True))


def _parameters(role: Role, selected: list[Activity], request: Request) -> Iterator[Remedy]:
    """The parameter value that makes a selected activity cover the resource."""
    for activity in selected:
        applied = _applied(role, activity)
        for number in _granting(role, activity, applied, request):
            for text in _resources(role, activity, applied, number):
                if given := _value(role, activity, text, request.resource):
                    name, value = given
                    where = f"`{name}`" if name == PASSED else f"`{name}` of `{activity.id}`"
                    edit = SettingEdit(("activities", activity.id, name), value, joins=True)
                    yield Remedy(RemedyKind.PARAMETER, f"add `{value}` to {where}", edit)
                    return


def _value(role: Role, activity: Activity, text: str, resource: str) -> tuple[str, str] | None:
    """The parameter in a Resource, and its value for which the Resource is `resource`; None if there is none."""
    named = _parameters_in(activity, text)
    if len(named) != 1:
        return None
    parts = templates.TOKEN.split(templates.fill(text, role.environment.values))
    form = "".join("(.+?)" if number % 2 else re.escape(part).replace(r"\*", ".*") for number, part in enumerate(parts))
    found = re.fullmatch(form, resource, re.DOTALL)
    if found is None or activity.parameters[named[0]].type.rule(found[1]) is not None:
        return None
    return named[0], found[1]


def _parameters_in(activity: Activity, text: str) -> list[str]:
    return [name for name in templates.TOKEN.findall(text) if name in activity.parameters]


def _can_name(role: Role, activity: Activity, text: str, resource: str) -> bool:
    """Whether a Resource of the activity can match `resource` with a valid value of its parameter."""
    return (
        resource == _ANY
        or len(_parameters_in(activity, text)) != 1
        or _value(role, activity, text, resource) is not None
    )


class _Candidate(NamedTuple):
    """An activity that allows the request, ordered by how much else it requires and allows."""

    unmet: int
    """Number of activities that it requires and that are not selected."""
    is_misplaced: bool
    """Whether it is for roles that services assume, and this role is for people."""
    open: int
    """Number of actions that it allows on resources that no parameter limits."""
    bounded: int
    """Number of actions that it allows only on resources that its parameters name."""
    number: int
    id: str


def _narrowest(role: Role, selected: list[Activity], request: Request, catalogue: Catalogue) -> Remedy | None:
    assert role.recipe is not None
    is_run_as = any(activity.group is JobGroup.RUN_AS for activity in selected)
    candidates: dict[_Candidate, list[str]] = {}
    for activity in catalogue.activities():
        corrections = activity.correction_names if role.recipe.is_corrected else ()
        if activity in selected or not (numbers := _granting(role, activity, corrections, request)):
            continue
        texts = [text for number in numbers for text in _resources(role, activity, corrections, number)]
        if not any(_can_name(role, activity, text, request.resource) for text in texts):
            continue
        unmet = len(activity.unmet([each.id for each in selected]))
        is_misplaced = activity.group is JobGroup.RUN_AS and not is_run_as
        breadth = _breadth(role, activity, corrections)
        candidate = _Candidate(unmet, is_misplaced, *breadth, activity.number, activity.id)
        candidates[candidate] = texts
    if not candidates:
        return None
    narrowest = min(candidates)
    activity = catalogue.activity(narrowest.id)
    text = f"add the activity `{activity.id}`, the narrowest that allows it"
    return Remedy(RemedyKind.ACTIVITY, text, _selecting(role, activity, candidates[narrowest], request))


def _breadth(role: Role, activity: Activity, corrections: tuple[str, ...]) -> tuple[int, int]:
    """Counts known actions: those allowed on resources that no parameter limits, and those only allowed elsewhere."""
    anywhere = bounded = 0
    for number, statement in enumerate(_document(role, activity, corrections).statements):
        if statement.effect is Effect.ALLOW:
            texts = _resources(role, activity, corrections, number)
            if not texts or not all(_parameters_in(activity, text) for text in texts):
                anywhere |= action_sets.of_statement(statement)
            else:
                bounded |= action_sets.of_statement(statement)
    return anywhere.bit_count(), (bounded & ~anywhere).bit_count()


def _selecting(role: Role, activity: Activity, texts: list[str], request: Request) -> SettingEdit | None:
    """The edit that selects an activity, if the request determines its required parameters."""
    given = [_value(role, activity, text, request.resource) for text in texts]
    values = {name: [value] for name, value in filter(None, given)}
    needed: Mapping[str, Parameter] = {name: each for name, each in activity.parameters.items() if each.is_required}
    if not needed.keys() <= values.keys():
        return None
    return SettingEdit(("activities", activity.id), values or True)


def _applied(role: Role, activity: Activity) -> tuple[str, ...]:
    """The corrections of the activity that the role applies."""
    assert role.recipe is not None
    return tuple(name for name in activity.corrections if f"{activity.id}/{name}" in role.recipe.corrections)


def _granting(role: Role, activity: Activity, corrections: tuple[str, ...], request: Request) -> list[int]:
    """The positions of the activity's Allows that could allow the request with some values of its parameters.

    A condition counts against a statement only if it fails on a key that the request has.
    """
    found = traces.trace(Policies(identity=(NamedPolicy("", _document(role, activity, corrections)),)), request)
    spared = {StatementPart.RESOURCE} if request.resource == _ANY else set()
    return [
        each.ref.statement
        for each in found
        if each.ref.effect is Effect.ALLOW
        and not set(each.parts) - spared
        and all(test.given is None for test in each.tests)
    ]


def _document(role: Role, activity: Activity, corrections: tuple[str, ...]) -> Document:
    """The activity's document with `*` for its parameters, or that of the managed policy that it attaches."""
    if activity.managed:
        published = managed.document(activity.managed)
        assert published is not None  # tests check that the shipped policies include it
        return published
    document = {"Version": VERSION, "Statement": _statements(role, activity, corrections)}
    filled = templates.fill(document, role.environment.values)
    return Document(templates.fill(filled, {name: ["*"] for name in templates.names_in(filled)}))


def _resources(role: Role, activity: Activity, corrections: tuple[str, ...], number: int) -> list[str]:
    """The Resource of one of the activity's statements, with placeholders for its parameters."""
    statements = _statements(role, activity, corrections)
    return as_list(statements[number].get("Resource", [])) if statements else []


def _statements(role: Role, activity: Activity, corrections: tuple[str, ...]) -> list[Statement]:
    """The activity's statements as the role would have them, narrowed by its guardrails."""
    assert role.recipe is not None
    variant = activity.effective(role.recipe.overlays)
    narrowing = json.dumps(role.recipe.guarding.get("narrowing", {}))
    return list(narrowed(activity, variant, corrections, narrowing).statements.values())
