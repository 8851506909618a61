"""What each setting promises and what it cannot, in words, and the relevant actions without its condition keys."""

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
    """Who can close the gap that an action without a condition key leaves."""

    ROLE = "role"
    """The role that is passed to what the action starts."""
    MODEL = "model"
    ENDPOINT = "endpoint"
    DENY = "deny"
    """Only a Deny of the action."""
    NONE = "none"
    """There is no gap: the action uses nothing that the setting limits."""


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
    """Texts by language, `en` and `ja`. `keyless` are actions of SageMaker without a condition key for the setting."""

    promise: Mapping[str, str]
    limit: Mapping[str, str]
    keyless: Mapping[str, Closer]

    def unreached(self, allowed: int) -> Iterator[str]:
        """The actions that the setting does not reach, of those in `allowed`, a bit set of `reach.mask`."""
        for name, closer in self.keyless.items():
            if closer is not Closer.NONE and mask((f"sagemaker:{name}",), None, "sagemaker") & allowed:
                yield name


@cache
def promises() -> Mapping[str, Promise]:
    """The promises by setting, such as `narrowing.tags`."""
    faults = Faults()
    values = _SHAPE.read(parse(*read_file(_FILE)), faults)
    faults.raise_any()
    assert values is not None  # otherwise raise_any would have raised
    return {
        setting: Promise(
            each["promise"],
            each["limit"],
            {action: Closer(closer) for action, closer in each.get("keyless", {}).items()},
        )
        for setting, each in values.items()
    }
