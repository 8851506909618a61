"""A request: an action of a principal on a resource, in a context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rolecast.iam.variables import Context

ABSENT: tuple[str, ...] = ()
"""The value of a key that is known to be absent. Decided like a missing key, but not reported as missing."""


@dataclass(frozen=True)
class Request:
    """A request for one action on one resource.

    `resource` is an ARN, or `*` for an action without resource types. `principal` is the ARN of a user, role or
    session, the name of a service, or `anonymous`; None evaluates only the policies, for any caller. `context`
    maps condition keys, in any case, to one value or several; a key that is missing or `ABSENT` is absent.
    `resource_account` is the account of the resource; it defaults to the account in the ARN, or the principal's.
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
