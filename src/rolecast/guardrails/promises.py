"""What each setting promises and what it cannot, in words, and the actions that do such work without its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from rolecast.guardrails.reach import mask
from rolecast.reading.faults import Faults
from rolecast.reading.shapes import Field, ListOf, MapOf, Record, Text
from rolecast.reading.shipped import folder
from rolecast.reading.texts import parse, read_file

_FILE = folder("rolecast.guardrails", __file__) / "promises.yaml"
_TEXTS = MapOf(Text("a language", "en|ja"), Text("a text"))
_SHAPE = MapOf(
    Text("a setting"),
    Record(
        "a promise",
        {
            "promise": Field(_TEXTS, "what holds", required=True),
            "limit": Field(_TEXTS, "what does not", required=True),
            "keyless": Field(ListOf(Text("an action"), least=1), "actions that the setting does not reach"),
        },
    ),
)


class Promise(NamedTuple):
    """Texts by language: `en` and `ja`. `keyless` are actions of SageMaker that the setting does not reach."""

    promise: Mapping[str, str]
    limit: Mapping[str, str]
    keyless: tuple[str, ...]

    def unreached(self, allowed: int) -> Iterator[str]:
        """The actions that the setting does not reach among those that are allowed, a mask of `reach`."""
        yield from (name for name in self.keyless if mask((f"sagemaker:{name}",), None, "sagemaker") & allowed)


@cache
def promises() -> Mapping[str, Promise]:
    """By the setting, such as `narrowing.tags`."""
    faults = Faults()
    values = _SHAPE.read(parse(*read_file(_FILE)), faults)
    faults.raise_any()
    assert values is not None  # or there had been a fault
    return {
        setting: Promise(each["promise"], each["limit"], tuple(each.get("keyless", ())))
        for setting, each in values.items()
    }
