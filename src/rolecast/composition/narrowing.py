"""The effects of a role's `narrowing` on its activities: none, removed actions, or an error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rolecast.catalogue.activity import Activity, Variant, narrowed
from rolecast.role import Notice

if TYPE_CHECKING:
    from rolecast.catalogue.narrowings import Narrowed


class Selected(NamedTuple):
    """A selected activity, with its variant and corrections."""

    activity: Activity
    variant: Variant
    corrections: tuple[str, ...]

    def narrowed(self, settings: Mapping[str, Any]) -> Narrowed:
        return narrowed(*self, json.dumps(settings))


def narrowing_notices(settings: Mapping[str, Any], selected: Sequence[Selected]) -> Iterator[Notice]:
    """Notices about narrowings without effect, and about actions removed because a statement requires other values."""
    for name, value in settings.items():
        if all(each.narrowed({name: value}).statements == each.narrowed({}).statements for each in selected):
            text = f"`narrowing.{name}` has no effect: no selected activity has actions that it could limit"
            yield Notice("narrowing-unused", text)
    for each in selected:
        for lost in each.narrowed(settings).lost:
            actions = ", ".join(f"`{action}`" for action in lost.actions)
            text = (
                f"`narrowing.{lost.narrowing}` removes {actions} from `{each.activity.id}`: "
                f"its statement `{lost.statement}` requires other values"
            )
            yield Notice("narrowing-contradicts", text)


class Refused(NamedTuple):
    """A narrowing that cannot be applied to an activity."""

    narrowing: str
    message: str
    help: str


def refused(settings: Mapping[str, Any], selected: Sequence[Selected]) -> Iterator[Refused]:
    for each in selected:
        for refusal in each.narrowed(settings).refusals:
            yield Refused(
                refusal.narrowing,
                f"cannot narrow the statement `{refusal.statement}` of `{each.activity.id}`: {refusal.reason}",
                "write it differently, remove the activity, or set this narrowing to `false` in the role",
            )
