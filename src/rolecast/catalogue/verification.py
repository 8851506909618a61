"""Verifies activities and personas, both shipped ones and teams' own, beyond their shapes."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from rolecast.catalogue.activity import Activity, Correction, ExampleRequest, Variant
from rolecast.catalogue.files import ID_PATTERN
from rolecast.catalogue.intersections import InexpressibleError
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.catalogue.overlays import ContradictionError, NameTakenError, Statements, as_list
from rolecast.catalogue.persona import Persona
from rolecast.catalogue.trials import EXAMPLES, decide, examples_for
from rolecast.iam import managed, services, templates
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION
from rolecast.reading.faults import Faults, InputError, Place, did_you_mean


def open_folder(folder: Path) -> Catalogue:
    """The shipped catalogue, extended by the activities and personas of a folder. Raises InputError with all errors."""
    catalogue = Catalogue(folder, CATALOGUE)
    faults = Faults()
    own = {kind: catalogue.own_ids(kind) for kind in ("activities", "personas", "flows")}
    if not own["activities"] and not own["personas"]:
        message = f"`{folder}` has neither activities nor personas"
        faults.add(None, message, "they are the files `activities/ID.yaml` and `personas/ID.yaml` in it")
    for kind, ids in own.items():
        for name in ids:
            place = Place(str(catalogue.file(kind, name)), 1, 1)
            if kind == "flows":
                faults.add(place, "flows are defined by AWS: there can be no others")
            elif problem := _problem_of_file(folder, Path(str(catalogue.file(kind, name)))):
                faults.add(place, problem, "put the file itself there")
            elif not re.fullmatch(ID_PATTERN, name):
                faults.add(place, f"`{name}` is not an id: use lower-case words separated by `-`")
            else:
                _verify(catalogue, kind, name, place, faults)
    faults.raise_any()
    return catalogue


def _problem_of_file(folder: Path, file: Path) -> str | None:
    """Why a file must not be opened. Error messages quote its content, so a link must not lead to a private file."""
    try:
        target = file.resolve(strict=True)
        if not target.is_relative_to(folder.resolve()):
            return "this is a link to a file outside the catalogue's folder"
        return None if stat.S_ISREG(target.stat().st_mode) else "this is not a file but a pipe, a device or a folder"
    except (OSError, RuntimeError):  # RuntimeError for circular links, before Python 3.13
        return "this is a broken link"


def _verify(catalogue: Catalogue, kind: str, id: str, place: Place, faults: Faults) -> None:
    try:
        found = (
            problems_of_activity(catalogue.activity(id), catalogue)
            if kind == "activities"
            else problems_of_persona(catalogue.persona(id), catalogue)
        )
    except InputError as error:
        faults.extend(error.faults, error.more)
    else:
        for problem in found:
            faults.add(place, problem)


def problems_of_persona(persona: Persona, catalogue: Catalogue) -> Iterator[str]:
    """The errors of a persona, in words."""
    for name in persona.activities:
        if name not in catalogue.activity_ids:
            yield _unknown("activity", name, catalogue.activity_ids)


def problems_of_activity(activity: Activity, catalogue: Catalogue) -> Iterator[str]:
    """The errors of an activity, in words. Its requests are evaluated only if there are no other errors."""
    found = [*_structure(activity, catalogue), *(_documents(activity) if activity.statements else ())]
    yield from found or _requests(activity)


def _structure(activity: Activity, catalogue: Catalogue) -> Iterator[str]:
    if bool(activity.policy) == bool(activity.managed):
        yield "it needs either `policy`, with `statements`, or `managed`"
    if bool(activity.policy) != bool(activity.statements):
        yield "`policy` and `statements` belong together"
    if activity.managed and managed.find(activity.managed) is None:
        yield _unknown("AWS managed policy", activity.managed, managed.names())
    named = (*activity.requires, *(passed.activities for passed in activity.passes))
    for name in dict.fromkeys(name for alternatives in named for name in alternatives):
        if name not in catalogue.activity_ids:
            yield _unknown("activity", name, catalogue.activity_ids)
    yield from _settings(activity)


def _settings(activity: Activity) -> Iterator[str]:
    for passed in activity.passes:
        for action in (action for alternatives in passed.needs for action in alternatives):
            if not _is_known(action):
                yield f"`passes`: there is no action `{action}`"
    for parameter in activity.parameters.values():
        for text in parameter.default or ():
            if problem := parameter.type.rule(text):
                yield f"the default of the parameter `{parameter.name}`: `{text}` {problem}"


def _documents(activity: Activity) -> Iterator[str]:
    """The errors of the statements in every variant, with all corrections, each alone, and none."""
    used: set[str] = set()
    problems: dict[str, None] = {}
    for variant in activity.variants:
        for corrections in ((), *((name,) for name in activity.corrections), tuple(activity.corrections)):
            try:
                statements = activity.varied_statements(variant, corrections)
                activity.documents(variant, corrections)
            except (KeyError, ValueError, NameTakenError, ContradictionError, InexpressibleError) as error:
                problems[_problem_of_operation(error)] = None
            else:
                used |= templates.names_in(list(statements.values()))
                problems.update(dict.fromkeys(_statements(activity, statements)))
    yield from problems
    if activity.passes and not problems:
        services = services_passed_to(activity)
        for name in (name for passed in activity.passes for name in passed.services if name not in services):
            yield f"`passes`: no statement passes a role to `{name}`"
    for name in sorted(used - EXAMPLES.keys() - activity.parameters.keys()):
        yield f"there is no variable `{{{{{name}}}}}`: it is not a parameter of the activity"
    for name in sorted(activity.parameters.keys() - used):
        yield f"the parameter `{name}` is not used"


def _problem_of_operation(error: Exception) -> str:
    match error:
        case KeyError():
            return f"an operation names `{error.args[0]}`, which does not exist"
        case NameTakenError():
            return f"an operation makes the statement `{error}`, which already exists"
        case ContradictionError():
            return f"an operation leaves the statement `{error}` with conditions that no request meets"
        case InexpressibleError():
            return f"an operation restricts a statement, but {error}"
        case _:
            return "`continued` names a statement that does not exist"


def services_passed_to(activity: Activity) -> set[str]:
    """The services that the activity may pass roles to, in either edition."""
    return {
        service
        for statement in activity.varied_statements((), activity.correction_names).values()
        if "iam:PassRole" in as_list(statement.get("Action", []))
        for service in as_list(statement.get("Condition", {}).get("StringEquals", {}).get("iam:PassedToService", []))
    }


def _statements(activity: Activity, statements: Statements) -> Iterator[str]:
    for name, statement in statements.items():
        filled = templates.fill(statement, examples_for(activity))
        if templates.names_in(filled):
            continue  # reported by `_documents`
        if faults := Document({"Version": VERSION, "Statement": filled}).faults:
            yield from (f"the statement `{name}`: {fault.message.partition(': ')[2]}" for fault in faults)
            continue
        for action in as_list(statement.get("Action", [])):
            if not _is_known(action):
                yield f"the statement `{name}`: there is no action `{action}`"
    sids = [statement["Sid"] for statement in statements.values() if "Sid" in statement]
    yield from (f"duplicate Sid `{sid}`" for sid in dict.fromkeys(sids) if sids.count(sid) > 1)


def _is_known(action: str) -> bool:
    prefix, _, name = action.lower().partition(":")
    service = services.service(prefix)
    return "*" in action or "?" in action or (service is not None and name in service.actions)


def _requests(activity: Activity) -> Iterator[str]:
    yield from _wrong(activity, activity.must_allow, (), is_allowed=True)
    yield from _wrong(activity, activity.must_not_allow, (), is_allowed=False)
    corrected = tuple(activity.corrections)
    if corrected:
        yield from _wrong(activity, activity.must_allow, corrected, is_allowed=True)
        yield from _wrong(activity, activity.must_not_allow, corrected, is_allowed=False)
    for correction in activity.corrections.values():
        yield from _corrected(activity, correction)


def _corrected(activity: Activity, correction: Correction) -> Iterator[str]:
    for requests, is_allowed in ((correction.must_allow, True), (correction.must_not_allow, False)):
        yield from _wrong(activity, requests, (correction.name,), is_allowed=is_allowed)
        for request, variant in _by_variant(requests):
            if _is_allowed(activity, request, variant, ()) is is_allowed:
                yield f"the correction `{correction.name}` changes nothing for {_described(request, variant)}"


def _wrong(
    activity: Activity, requests: Iterable[ExampleRequest], corrections: Collection[str], *, is_allowed: bool
) -> Iterator[str]:
    with_these = f" with the corrections {', '.join(corrections)}" if corrections else ""
    for request, variant in _by_variant(requests):
        if _is_allowed(activity, request, variant, corrections) is not is_allowed:
            yield f"{_described(request, variant)} is {'not ' if is_allowed else ''}allowed{with_these}"


def _by_variant(requests: Iterable[ExampleRequest]) -> Iterator[tuple[ExampleRequest, Variant]]:
    return ((request, variant) for request in requests for variant in request.variants)


def _is_allowed(activity: Activity, request: ExampleRequest, variant: Variant, corrections: Collection[str]) -> bool:
    return decide(activity, request, variant, corrections).answer is Answer.ALLOW


def _described(request: ExampleRequest, variant: Variant) -> str:
    where = f" in the variant `{'+'.join(variant)}`" if variant else ""
    return f"`{request.action}` on `{request.resource}`{where}"


def _unknown(noun: str, name: str, known: Iterable[str]) -> str:
    remedy = did_you_mean(name, known)
    return f"there is no {noun} `{name}`{f'; {remedy}' if remedy else ''}"
