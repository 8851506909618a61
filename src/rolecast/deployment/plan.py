"""The plan of a deployment: all changes with their reasons. Both the display and the apply are based on it.

As JSON it is `{"format_version": "1", "kind": "plan", ...}`; later versions only add keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from rolecast.deployment.changes import Change, Left
from rolecast.deployment.grant_work import Window
from rolecast.deployment.steps import Step
from rolecast.iam.documents import Document
from rolecast.reading import pieces
from rolecast.reading.faults import Fault
from rolecast.role import Role

FORMAT_VERSION = "1"


class PlanInput(NamedTuple):
    """The input of a plan besides the account; see `Deployment`."""

    roles: tuple[Role, ...]
    """The desired roles, in the order in which they are applied."""
    adopt: tuple[str, ...] = ()
    """The names passed to `--adopt`."""
    is_named: bool = True
    is_thorough: bool = False


class PlanScope(NamedTuple):
    """The number of roles and policies of the role file that were compared, and of policies whose tags were read."""

    roles: int
    policies: int
    policy_tags: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What `apply` changes in one account, and why.

    `changes` are the differences between the role file and the account, `steps` the API calls in order, `windows` the
    moments in which a role has fewer permissions than before and after, or may have more, and `left` what stays in the
    account although the role file no longer has it.
    """

    deployment: str
    account: str
    source: str
    """The role file."""
    destroys: bool
    given: PlanInput
    compared: PlanScope
    changes: tuple[Change, ...]
    conflicts: tuple[Fault, ...]
    """Errors that prevent the apply."""
    windows: tuple[Window, ...]
    left: tuple[Left, ...]
    steps: tuple[Step, ...]
    state: Mapping[str, str | None]
    """Digests of the roles and policies when the plan was made, by `role NAME`, `policy ARN` and `tags ARN`.

    None for one that did not exist.
    """

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
        "given": _input(plan.given),
        "compared": plan.compared._asdict(),
        "changes": [_change(change) for change in plan.changes],
        "conflicts": [{"message": fault.message, "help": fault.help} for fault in plan.conflicts],
        "windows": [window._asdict() for window in plan.windows],
        "left": [left._asdict() for left in plan.left],
        "steps": [{"operation": step.operation, "parameters": step.parameters} for step in plan.steps],
        "state": dict(plan.state),
    }


def to_text(plan: Plan) -> str:
    """The plan as it is saved in a file."""
    return json.dumps(to_json(plan), indent=2, ensure_ascii=False) + "\n"


def is_plan(text: str) -> bool:
    """Whether the text is a plan rather than a role file."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        value = pieces.decode(text)
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("kind") == "plan"


def _input(given: PlanInput) -> dict[str, Any]:
    return {
        "named": given.is_named,
        "thorough": given.is_thorough,
        "adopt": list(given.adopt),
        "roles": [_role(role) for role in given.roles],
    }


def _role(role: Role) -> dict[str, Any]:
    return {
        **{name: getattr(role, name) for name in ("name", "path", "description", "max_session_duration")},
        "trust_policy": role.trust_policy.json,
        "policies": [
            {"name": policy.name, "kind": policy.kind, "document": policy.document.json} for policy in role.policies
        ],
        "attached": [policy.arn for policy in role.attached],
        "permissions_boundary": role.boundary_arn,
        "tags": dict(role.tags),
    }


def _change(change: Change) -> dict[str, Any]:
    before, after = (each.json if isinstance(each, Document) else each for each in (change.before, change.after))
    return {**change._asdict(), "before": before, "after": after, "because": change.because, "drift": change.is_drift}
