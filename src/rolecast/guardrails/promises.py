"""What each setting promises and what it cannot, in words, and the actions that do such work without its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from rolecast.guardrails.reach import mask
from rolecast.reading.faults import Faults
from rolecast.reading.shapes import Choice, Field, MapOf, Record, Text
from rolecast.reading.shipped import folder
from rolecast.reading.texts import parse, read_file


class Closer(StrEnum):
    """Who closes the gap that an action without a key leaves."""

    ROLE = "role"
    """The role that is passed to what the action starts."""
    MODEL = "model"
    ENDPOINT = "endpoint"
    DENY = "deny"
    """Nobody but who denies the action."""
    NONE = "none"
    """There is no gap: the action has nothing of the kind to limit."""


_FILE = folder("rolecast.guardrails", __file__) / "promises.yaml"
_TEXTS = MapOf(Text("a language", "en|ja"), Text("a text"))
_SHAPE = MapOf(
    Text("a setting"),
    Record(
        "a promise",
        {
            "promise": Field(_TEXTS, "what holds", required=True),
            "limit": Field(_TEXTS, "what does not", required=True),
            "keyless": Field(
                MapOf(Text("an action"), Choice("who closes the gap", tuple(Closer)), least=1),
                "actions that the setting does not reach",
            ),
        },
    ),
)


class Promise(NamedTuple):
    """Texts by language: `en` and `ja`. `keyless` are actions of SageMaker without a key for the setting."""

    promise: Mapping[str, str]
    limit: Mapping[str, str]
    keyless: Mapping[str, Closer]

    def unreached(self, allowed: int) -> Iterator[str]:
        """The actions that the setting does not reach among those that are allowed, a mask of `reach`."""
        for name, closer in self.keyless.items():
            if closer is not Closer.NONE and mask((f"sagemaker:{name}",), None, "sagemaker") & allowed:
                yield name


@cache
def promises() -> Mapping[str, Promise]:
    """By the setting, such as `narrowing.tags`."""
    faults = Faults()
    values = _SHAPE.read(parse(*read_file(_FILE)), faults)
    faults.raise_any()
    assert values is not None  # or there had been a fault
    return {
        setting: Promise(
            each["promise"],
            each["limit"],
            {action: Closer(closer) for action, closer in each.get("keyless", {}).items()},
        )
        for setting, each in values.items()
    }
