"""What is asked: may this principal do this action on this resource, in this context?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rolecast.iam.variables import Context

ABSENT: tuple[str, ...] = ()
"""The value of a key that is given as absent. It decides like a key that is not given, but is known."""


@dataclass(frozen=True)
class Request:
    """One request on one resource.

    `resource` is an ARN, or `*` for an action without resource types. `principal` is the ARN of a user, role
    or session, the name of a service, or `anonymous`; None asks of the policies alone. `context` has one value or
    several for a key, whose case does not matter; a key that is not there, or is `ABSENT`, is absent.
    `resource_account` is whose the resource is: where it is not given, the ARN says, or it is the principal's own.
    """

    action: str
    resource: str = "*"
    principal: str | None = None
    context: Context = field(default_factory=dict)
    resource_account: str | None = None

    def __post_init__(self) -> None:
        if self.context:
            object.__setattr__(self, "context", _folded(self.context))
        if self.resource_account is None and self.resource != "*":
            object.__setattr__(self, "resource_account", _account(self.resource))


def _folded(context: Mapping[str, str | Sequence[str]]) -> Context:
    return {key.lower(): value if isinstance(value, str) else tuple(value) for key, value in context.items()}


def _account(resource: str) -> str | None:
    parts = resource.split(":", 5)
    return parts[4] if len(parts) == 6 and len(parts[4]) == 12 and parts[4].isdecimal() else None
