"""Keeps the record complete when an apply has to stop."""

from __future__ import annotations

from collections.abc import Sequence

from rolecast.account.client import Connection
from rolecast.account.errors import AccountError
from rolecast.account.principals import read_tags
from rolecast.deployment.ownership import PENDING, OwnershipRecord, PartKind, RolePart
from rolecast.deployment.steps import IamCall, Step, tag_parameter


def record_what_was_made(role: str | None, done: Sequence[Step], connection: Connection) -> None:
    """Adds the parts to the role's record that this apply created and the record lacks.

    It lacks some if another apply has written the record in the meantime. If the record cannot be written,
    `rolecast drift` still shows these parts.
    """
    made = [part for step in done if step.role == role and (part := _created_part(step))]
    if role is None or not made:
        return
    try:
        record = OwnershipRecord.read(read_tags(connection.ask("ListRoleTags", RoleName=role)))
        missing = {part: PENDING for part in made if record.mark(part) is None}
        if missing:
            connection.call("TagRole", RoleName=role, Tags=tag_parameter(record.marking(missing).tags()))
    except AccountError:
        return


def _created_part(step: Step) -> RolePart | None:
    if step.operation is IamCall.ATTACH:
        return RolePart(PartKind.ATTACHMENT, step.parameters["PolicyArn"])
    if step.operation is IamCall.PUT_INLINE_POLICY:
        return RolePart(PartKind.INLINE_POLICY, step.parameters["PolicyName"])
    if step.operation is IamCall.PUT_BOUNDARY:
        return RolePart(PartKind.BOUNDARY, step.parameters["PermissionsBoundary"])
    return None
