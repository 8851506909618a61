"""Selects the policies whose tags must be read. Each takes a call, so only those are read that can matter."""

from __future__ import annotations

from collections.abc import Collection

from rolecast.account.state import Account
from rolecast.deployment.difference import MarkedPolicies
from rolecast.deployment.ownership import OwnershipRecord, PartKind, RolePart, owner, user_tags
from rolecast.role import Role


def tags_that_matter(roles: Collection[Role], account: Account, deployment: str, *, thorough: bool) -> list[str]:
    """The ARNs of the policies whose tags may decide whether to change, remove or tag them.

    If a role of ours has the desired tags, so have its policies, whose tags are written first. Only changes from
    outside can differ, and only a `thorough` reading finds these. It also reads the tags of policies that no role has,
    since a role that was removed outside leaves its policies behind.
    """
    kept = {arn for role in roles for arn in role.attachments}
    matter = {
        arn
        for role in roles
        for arn in role.managed.keys() & account.policies.keys()
        if thorough or not _is_settled(role, arn, account, deployment)
    }
    index = MarkedPolicies(account)
    for actual in account.roles.values():
        if owner(actual.tags) == deployment:
            held = {
                *index.marked(OwnershipRecord.read(actual.tags)),
                *(account.policies.keys() & set(actual.attachments)),
            }
            matter |= held - kept
    if thorough:
        unattached = {policy.arn for policy in account.policies.values() if not account.roles_with(policy.arn)}
        matter |= unattached - kept
    return sorted(matter)


def _is_settled(role: Role, arn: str, account: Account, deployment: str) -> bool:
    """Whether the role's tags and record, and the policy's document, show that the policy needs no change."""
    actual = account.role(role.name)
    if actual is None or owner(actual.tags) != deployment:
        return False
    record = OwnershipRecord.read(actual.tags)
    tags = user_tags(actual.tags)
    is_tagged = all(tags.get(name) == value for name, value in role.tags.items())
    has_surplus = any(record.mark(RolePart(PartKind.TAG, name)) for name in tags.keys() - role.tags.keys())
    if not is_tagged or has_surplus or record.mark(RolePart(PartKind.ATTACHMENT, arn)) is None:
        return False
    return account.policies[arn].document.means_same(role.managed[arn])
