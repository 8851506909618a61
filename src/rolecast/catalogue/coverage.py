"""Finds the activities that grant an action, and reasons why no activity grants certain actions of SageMaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity, Edition
from rolecast.iam import managed, services
from rolecast.iam.actions import ActionIndex
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION, Effect
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
        editions = tuple(edition for edition, names in corrections.items() if _allowing(activity, names).find(action))
        if editions:
            yield ActivityGrant(activity, editions)


@lru_cache(maxsize=512)
def _allowing(activity: Activity, corrections: tuple[str, ...]) -> ActionIndex:
    """The activity's statements that allow something, without overlays."""
    document = managed.document(activity.managed) if activity.managed else _on_everything(activity, corrections)
    index = ActionIndex()
    for number, statement in enumerate(document.statements if document else ()):
        if statement.effect is Effect.ALLOW:
            index.add(number, statement)
    return index


def _on_everything(activity: Activity, corrections: tuple[str, ...]) -> Document:
    """What the activity's statements say of actions. Their resources have places that a role fills in."""
    statements = activity.varied_statements((), corrections).values()
    elements = ("Effect", "Action", "NotAction")
    of_actions = [{key: each[key] for key in elements if key in each} | {"Resource": "*"} for each in statements]
    return Document({"Version": VERSION, "Statement": of_actions})


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
