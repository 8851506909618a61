"""Which policies' tags have to be read. It takes a call for each, so only those are that decide something."""

from __future__ import annotations

from collections.abc import Collection

from rolecast.account.state import Account
from rolecast.deployment.difference import MarkedPolicies
from rolecast.deployment.ownership import OwnershipRecord, PartKind, RolePart, owner, people_tags
from rolecast.role import Role


def tags_that_matter(roles: Collection[Role], account: Account, deployment: str, *, thorough: bool) -> list[str]:
    """The ARNs of policies whose tags say whether they are ours to change or to remove, or what is to be tagged.

    Where a role of ours has its tags as wanted, its policies have theirs: those are written first. Only
    somebody outside can have changed them since, which is for a thorough reading. That one also looks at the
    policies that no role has: a role that was removed outside leaves them behind.
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
    """Whether the role's tags and record, and the policy's document, say that nothing about it is to be done."""
    actual = account.role(role.name)
    if actual is None or owner(actual.tags) != deployment:
        return False
    record = OwnershipRecord.read(actual.tags)
    tags = people_tags(actual.tags)
    is_tagged = all(tags.get(name) == value for name, value in role.tags.items())
    has_surplus = any(record.mark(RolePart(PartKind.TAG, name)) for name in tags.keys() - role.tags.keys())
    if not is_tagged or has_surplus or record.mark(RolePart(PartKind.ATTACHMENT, arn)) is None:
        return False
    return account.policies[arn].document.means_same(role.managed[arn])
