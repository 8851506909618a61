"""The plan: one value with everything that is to be done and why. What is drawn and what is applied are read from it.

As JSON it is `{"format_version": "1", "kind": "plan", ...}`; the format grows by new keys alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from rolecast.deployment.changes import Action, Cause, Change, Left
from rolecast.deployment.grants import Window
from rolecast.deployment.ownership import Kind
from rolecast.deployment.steps import Operation, Step
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import Fault, InputError

FORMAT_VERSION = "1"


class Compared(NamedTuple):
    """What was looked at: how many roles and policies of the role file, and of how many policies the tags."""

    roles: int
    policies: int
    policy_tags: int


@dataclass(frozen=True, slots=True)
class Plan:
    deployment: str
    account: str
    source: str
    """The role file."""
    destroys: bool
    compared: Compared
    changes: tuple[Change, ...]
    conflicts: tuple[Fault, ...]
    """Why nothing can be done."""
    windows: tuple[Window, ...]
    left: tuple[Left, ...]
    steps: tuple[Step, ...]
    state: Mapping[str, str | None]
    """Digests of the roles and policies that the plan is about, as they were: by `role NAME`, `policy ARN` and
    `tags ARN`; None for one that was not there."""

    @property
    def drift(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_drift)

    @property
    def to_change(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_change)


def to_json(plan: Plan) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "kind": "plan",
        "deployment": plan.deployment,
        "account": plan.account,
        "source": plan.source,
        "destroys": plan.destroys,
        "compared": plan.compared._asdict(),
        "changes": [_change(change) for change in plan.changes],
        "conflicts": [{"message": fault.message, "help": fault.help} for fault in plan.conflicts],
        "windows": [window._asdict() for window in plan.windows],
        "left": [left._asdict() for left in plan.left],
        "steps": [{"operation": step.operation, "parameters": step.parameters} for step in plan.steps],
        "state": dict(plan.state),
    }


def to_text(plan: Plan) -> str:
    """The plan as it is kept in a file."""
    return json.dumps(to_json(plan), indent=2, ensure_ascii=False) + "\n"


def is_plan(text: str) -> bool:
    """Whether a text is a plan, and not a role file."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("kind") == "plan"


def from_json(text: str, source: str) -> Plan:
    """The plan in a text that `to_json` has made. Raises InputError where it is none, or of another format."""
    value = json.loads(text)
    version = value.get("format_version")
    if version != FORMAT_VERSION:
        message = f"the plan `{source}` has the format {version}; this release reads {FORMAT_VERSION}"
        raise InputError([Fault(None, message, "make the plan again")])
    try:
        return _plan(value)
    except (KeyError, TypeError, ValueError) as error:
        message = f"the plan `{source}` is damaged: {error!r}"
        raise InputError([Fault(None, message, "make the plan again")]) from None


def _plan(value: Mapping[str, Any]) -> Plan:
    return Plan(
        deployment=value["deployment"],
        account=value["account"],
        source=value["source"],
        destroys=value["destroys"],
        compared=Compared(**value["compared"]),
        changes=tuple(map(_read_change, value["changes"])),
        conflicts=tuple(Fault(None, fault["message"], fault["help"]) for fault in value["conflicts"]),
        windows=tuple(map(_read_window, value["windows"])),
        left=tuple(Left(item["what"], item["why"]) for item in value["left"]),
        steps=tuple(Step(Operation(step["operation"]), step["parameters"]) for step in value["steps"]),
        state=value["state"],
    )


def _read_window(value: Mapping[str, Any]) -> Window:
    return Window(value["role"], tuple(value["lacks"]), value["why"], tuple(value.get("exceeds", ())))


def _change(change: Change) -> dict[str, Any]:
    before, after = (each.json if isinstance(each, Document) else each for each in (change.before, change.after))
    return {**change._asdict(), "before": before, "after": after, "because": change.because, "drift": change.is_drift}


def _read_change(value: Mapping[str, Any]) -> Change:
    kind = Kind(value["kind"])
    return Change(
        value["role"],
        kind,
        value["name"],
        Action(value["action"]),
        Cause(value["cause"]),
        _read_content(value["before"], kind),
        _read_content(value["after"], kind),
    )


def _read_content(value: Any, kind: Kind) -> Any:
    if value is None or kind not in (Kind.TRUST_POLICY, Kind.POLICY, Kind.INLINE_POLICY, Kind.ATTACHMENT):
        return value
    if not isinstance(value, Mapping):
        return value
    return Document(value, PolicyType.TRUST if kind is Kind.TRUST_POLICY else PolicyType.IDENTITY)
