"""The changes of one role's permissions, and the moments in which quotas or unknown policies allow no safe order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rolecast.account.state import Account
from rolecast.deployment.changes import RoleDifference, Verb
from rolecast.deployment.moments import Holdings
from rolecast.deployment.ownership import PartKind
from rolecast.deployment.steps import IamCall, Step
from rolecast.deployment.updates import Update
from rolecast.iam import managed
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_name

_NO_ROOM = "the temporary inline policy has no room for what its old and its new policies deny"


class Window(NamedTuple):
    """A moment during the apply in which a role has fewer permissions than before and after, or may have more.

    `lacks` names the policies whose permissions are missing, `exceeds` those whose restrictions are missing.
    """

    role: str
    lacks: tuple[str, ...]
    why: str
    exceeds: tuple[str, ...] = ()


class GrantWork:
    """The changes of one role's policies and boundary, sorted by kind."""

    def __init__(self, difference: RoleDifference, account: Account) -> None:
        self.role = difference.name
        self.actual = difference.actual
        self.account = account
        self._changes = [change for change in difference.changes if change.is_change]
        self.attach = self._names(PartKind.ATTACHMENT, Verb.CREATE)
        self.detach = self._names(PartKind.ATTACHMENT, Verb.DELETE)
        self.inline = self.actual.inline if self.actual else {}
        self.inline_gone = self._names(PartKind.INLINE_POLICY, Verb.DELETE)
        self.inline_new = self._documents(PartKind.INLINE_POLICY, Verb.CREATE)
        self.updates = [
            Update(change)
            for change in self._changes
            if change.kind in (PartKind.POLICY, PartKind.INLINE_POLICY) and change.action is Verb.UPDATE
        ]
        self._made = self._documents(PartKind.POLICY, Verb.CREATE)
        self.boundary = list(self._boundary()) if self.actual else []
        self.before = self._before(difference)

    def document(self, arn: str) -> Document | None:
        """The document of a managed policy before the apply, or as it is created; None if unknown."""
        if arn in self._made:
            return self._made[arn]
        if arn in self.account.policies:
            return self.account.policies[arn].document
        return managed.document_of(arn)

    def excess(self, found: Sequence[Step]) -> Window:
        """The window for steps after which the role may have too many permissions."""
        names = tuple(dict.fromkeys(arn_name(step.policy or "boundary") for step in found))
        unknown = [arn for arn in self.before.managed if self.before.managed[arn] is None]
        why = f"what {arn_name(unknown[0])} allows and denies is unknown" if unknown else _NO_ROOM
        return Window(self.role, (), why, names)

    def _before(self, difference: RoleDifference) -> Holdings:
        attached = self.actual.attachments if self.actual else ()
        boundaries = [role.boundary_arn for role in (difference.actual, difference.wanted) if role]
        arns = {*attached, *self.attach, *filter(None, boundaries)}
        # A new role has its boundary from the first moment.
        first = self.actual or difference.wanted
        return Holdings(
            frozenset(attached),
            self.inline,
            first.boundary_arn if first else None,
            {arn: self.document(arn) for arn in sorted(arns)},
        )

    def _boundary(self) -> Iterator[Step]:
        for change in self._changes:
            if change.kind is PartKind.BOUNDARY and change.action is Verb.DELETE:
                yield Step(IamCall.DELETE_BOUNDARY, {"RoleName": self.role})
            elif change.kind is PartKind.BOUNDARY and change.action in (Verb.CREATE, Verb.UPDATE):
                parameters = {"RoleName": self.role, "PermissionsBoundary": change.after}
                yield Step(IamCall.PUT_BOUNDARY, parameters)

    def _names(self, kind: PartKind, action: Verb) -> list[str]:
        return [change.name for change in self._changes if change.kind is kind and change.action is action]

    def _documents(self, kind: PartKind, action: Verb) -> dict[str, Document]:
        return {
            change.name: change.after for change in self._changes if change.kind is kind and change.action is action
        }
