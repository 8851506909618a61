"""Finds the activities that grant an action, and reasons why no activity grants certain actions of SageMaker."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity, Edition
from rolecast.catalogue.overlays import Statement, as_list
from rolecast.iam import managed, patterns, services
from rolecast.iam.actions import is_about
from rolecast.iam.statements import Effect
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean
from rolecast.reading.shapes import Field, ListOf, MapOf, Record, Text
from rolecast.reading.shipped import folder
from rolecast.reading.texts import parse, read_file

_FILE = folder("rolecast.catalogue", __file__) / "coverage.yaml"
_WORDS = ListOf(Text("a word"), least=1)
_SHAPE = Record(
    "the coverage",
    {
        "exceptions": Field(
            ListOf(
                Record(
                    "an exception",
                    {
                        "reason": Field(MapOf(Text("a language", "en|ja"), Text("a text")), "why", required=True),
                        "sources": Field(ListOf(Text("an address", r"https://\S+")), "where it is stated"),
                        "actions": Field(_WORDS, "the actions", required=True),
                    },
                )
            ),
            "actions that no activity grants",
            required=True,
        ),
        "unlisted": Field(
            MapOf(Text("an activity"), _WORDS),
            "operations of the API that the service reference does not list yet, by the activity they will be in",
            required=True,
        ),
    },
)


class ActivityGrant(NamedTuple):
    """An activity that allows an action on some resource, possibly under conditions, in these editions."""

    activity: Activity
    editions: tuple[Edition, ...]


class Reason(NamedTuple):
    """Why no activity grants certain actions, by language: `en` and `ja`."""

    text: Mapping[str, str]
    sources: tuple[str, ...]


def known_action(text: str) -> str:
    """The action in the spelling of the service reference. Raises InputError if it is unknown."""
    prefix, _, name = text.partition(":")
    service = services.service(prefix)
    if service is None or not name:
        remedy = did_you_mean(prefix, services.prefixes()) if name else _with_service(text)
        raise InputError([Fault(None, f"`{text}` is not an action", remedy or "write it as `sagemaker:CreateModel`")])
    if name.lower() not in service.actions:
        suggestion = did_you_mean(name, [action.name for action in service.actions.values()])
        remedy = "name a single action" if "*" in name or "?" in name else suggestion
        raise InputError([Fault(None, f"there is no action `{text}`", remedy)])
    return f"{service.prefix}:{service.actions[name.lower()].name}"


def _with_service(name: str) -> str | None:
    """A suggestion for the name of a SageMaker action without the service prefix."""
    service = services.service("sagemaker")
    known = service.actions.get(name.lower()) if service else None
    return f"did you mean `sagemaker:{known.name}`?" if known else None


def grants(action: str, activities: Iterable[Activity]) -> Iterator[ActivityGrant]:
    """The activities that grant an action such as `sagemaker:CreateModel`, regardless of case."""
    for activity in activities:
        corrections = {Edition.CONSOLE: (), Edition.CORRECTED: activity.correction_names}
        editions = tuple(edition for edition, names in corrections.items() if _grants(activity, action, names))
        if editions:
            yield ActivityGrant(activity, editions)


def _grants(activity: Activity, action: str, corrections: Collection[str]) -> bool:
    if activity.managed:
        document = managed.document(activity.managed)
        statements = document.statements if document else ()
        return any(each.effect is Effect.ALLOW and is_about(each, action) for each in statements)
    statements_of_activity = activity.varied_statements((), corrections).values()
    return any(each["Effect"] == "Allow" and _is_about(each, action.lower()) for each in statements_of_activity)


def _is_about(statement: Statement, action: str) -> bool:
    texts = as_list(statement.get("Action", statement.get("NotAction", [])))
    return any(patterns.matches(patterns.pattern(text.lower()), action) for text in texts) is ("Action" in statement)


@cache
def exceptions() -> Mapping[str, Reason]:
    """Why no activity grants certain actions of SageMaker, by action."""
    return {
        f"sagemaker:{name}": Reason(each["reason"], tuple(each.get("sources", ())))
        for each in _read()["exceptions"]
        for name in each["actions"]
    }


def unlisted() -> Mapping[str, list[str]]:
    """Operations of SageMaker's APIs that the service reference lacks, by the activity that will include them."""
    found: Mapping[str, list[str]] = _read()["unlisted"]
    return found


@cache
def _read() -> Any:
    faults = Faults()
    values = _SHAPE.read(parse(*read_file(_FILE)), faults)
    faults.raise_any()
    return values
