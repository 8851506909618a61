"""The differences between a role file and an account, with their reasons, as plain values. `difference` finds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from rolecast.deployment.ownership import OwnershipRecord, PartKind
from rolecast.role import Role


class Verb(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ADOPT = "adopt"
    """Take ownership of something that is already as wanted: only its tags change."""
    LEAVE = "leave"
    """Created outside and not in the role file: it is left as it is."""


class Cause(StrEnum):
    NEW = "new"
    FILE = "file"
    OUTSIDE = "outside"
    BOTH = "both"
    STOPPED = "stopped"
    ADOPTED = "adopted"
    LEFT = "left"
    FOREIGN = "foreign"
    DESTROYED = "destroyed"
    UNKNOWN = "unknown"


class Change(NamedTuple):
    """One change, planned or made outside.

    `before` is the account's value and `after` the desired one: a Document, text, number, or mapping of policy tags;
    None if there is no value.
    """

    role: str
    kind: PartKind
    name: str
    action: Verb
    cause: Cause
    before: Any = None
    after: Any = None

    @property
    def is_drift(self) -> bool:
        return self.cause in (Cause.OUTSIDE, Cause.BOTH, Cause.FOREIGN)

    @property
    def is_change(self) -> bool:
        return self.action is not Verb.LEAVE

    @property
    def because(self) -> str:
        """The reason, as a clause that follows "because"."""
        if self.kind is PartKind.RECORD and self.cause is Cause.UNKNOWN:
            return "it describes an earlier state of the role"
        return _BECAUSE.get((self.action, self.cause)) or _REASONS[self.cause]


class Left(NamedTuple):
    """A role or policy that would be removed but stays."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class RoleDifference:
    """The differences of one role. `wanted` is None if the role is removed, `actual` if it does not exist yet.

    Policies that no role uses any more are in a difference with an empty name and neither `wanted` nor `actual`.
    """

    name: str
    wanted: Role | None
    actual: Role | None
    changes: tuple[Change, ...]
    record: OwnershipRecord = field(default_factory=OwnershipRecord)
    """The ownership record in the account."""
    final: OwnershipRecord = field(default_factory=OwnershipRecord)
    """The ownership record after the apply."""


_REASONS = {
    Cause.NEW: "it is in the role file but not in the account",
    Cause.FILE: "the role file has changed since the last apply",
    Cause.OUTSIDE: "it was changed outside since the last apply",
    Cause.BOTH: "it was changed outside, and the role file has changed too",
    Cause.STOPPED: "an apply was stopped before this",
    Cause.ADOPTED: "`--adopt` takes ownership of it",
    Cause.LEFT: "it is no longer in the role file",
    Cause.FOREIGN: "it was created outside Rolecast",
    Cause.DESTROYED: "the deployment is destroyed",
    Cause.UNKNOWN: "it differs from the role file",
}
_BECAUSE = {
    (Verb.CREATE, Cause.FILE): "it is new in the role file",
    (Verb.CREATE, Cause.OUTSIDE): "it was removed outside since the last apply",
    (Verb.DELETE, Cause.STOPPED): "an apply was stopped before it was removed",
}
