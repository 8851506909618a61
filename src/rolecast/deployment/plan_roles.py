"""The roles of a plan before and after its apply, from the plan alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rolecast.deployment.changes import Change, Verb
from rolecast.deployment.ownership import PartKind
from rolecast.deployment.plan import Plan
from rolecast.iam.documents import Document
from rolecast.role import AttachedPolicy, Policy, PolicyKind, Role

_OF_ACCESS = (
    PartKind.ROLE,
    PartKind.TRUST_POLICY,
    PartKind.BOUNDARY,
    PartKind.POLICY,
    PartKind.ATTACHMENT,
    PartKind.INLINE_POLICY,
)


def before_and_after(plan: Plan) -> Iterator[tuple[Role | None, Role]]:
    """Each role of the role file whose permissions may change, as (before, after); `before` is None for a new role.

    Both include policies and boundaries that were set outside Rolecast.
    """
    by_role: defaultdict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        if change.kind in _OF_ACCESS:
            by_role[change.role].append(change)
    for role in plan.given.roles:
        changes = by_role[role.name]
        if any(change.action in (Verb.CREATE, Verb.UPDATE, Verb.DELETE) for change in changes):
            is_new = any(change.kind is PartKind.ROLE and change.action is Verb.CREATE for change in changes)
            yield None if is_new else _before(role, changes), _after(role, changes)


def _after(role: Role, changes: Sequence[Change]) -> Role:
    """The role with the policies and boundary that stay although the role file does not have them."""
    left = [change for change in changes if change.action is Verb.LEAVE]
    boundary = next((change.before for change in left if change.kind is PartKind.BOUNDARY), None)
    return replace(
        role,
        policies=(*role.policies, *_inline(left)),
        attached=(
            *role.attached,
            *(AttachedPolicy(change.name) for change in left if change.kind is PartKind.ATTACHMENT),
        ),
        permissions_boundary=AttachedPolicy(boundary) if boundary else role.permissions_boundary,
    )


def _before(role: Role, changes: Sequence[Change]) -> Role:
    """The role with all changes undone."""
    by_kind = {kind: {each.name: each for each in changes if each.kind is kind} for kind in _OF_ACCESS}
    documents, attachments = by_kind[PartKind.POLICY], by_kind[PartKind.ATTACHMENT]
    inline = by_kind[PartKind.INLINE_POLICY]
    policies: list[Policy] = []
    for policy in role.policies:
        is_managed = policy.kind is PolicyKind.MANAGED
        arn = role.policy_arn(policy.name)
        change = documents.get(arn) if is_managed else inline.get(policy.name)
        if _is_created(attachments.get(arn) if is_managed else change):
            continue
        is_updated = change is not None and change.action is Verb.UPDATE
        policies.append(policy._replace(document=change.before) if is_updated and change else policy)
    attached = [policy for policy in role.attached if not _is_created(attachments.get(policy.arn))]
    for arn, change in attachments.items():
        if change.action in (Verb.DELETE, Verb.LEAVE):
            gone = documents.get(arn)
            text = gone.before if gone is not None and isinstance(gone.before, Document) else None
            attached.append(AttachedPolicy(arn, text))
    gone_inline = [change for change in inline.values() if change.action in (Verb.DELETE, Verb.LEAVE)]
    trust = next((change.before for change in by_kind[PartKind.TRUST_POLICY].values()), role.trust_policy)
    boundary = role.permissions_boundary
    for change in by_kind[PartKind.BOUNDARY].values():
        boundary = AttachedPolicy(change.before) if change.before else None
    return replace(
        role,
        trust_policy=trust,
        policies=(*policies, *_inline(gone_inline)),
        attached=tuple(attached),
        permissions_boundary=boundary,
    )


def _inline(changes: Sequence[Change]) -> tuple[Policy, ...]:
    return tuple(
        Policy(change.name, PolicyKind.INLINE, change.before)
        for change in changes
        if change.kind is PartKind.INLINE_POLICY and isinstance(change.before, Document)
    )


def _is_created(change: Change | None) -> bool:
    return change is not None and change.action is Verb.CREATE
