"""Checks the account's quotas before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.account.state import Account
from rolecast.deployment.changes import Change, RoleDifference, Verb
from rolecast.deployment.difference import AccountDifference
from rolecast.deployment.ownership import DEPLOYMENT_TAG, PartKind
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS, TAGS_PER_ROLE
from rolecast.reading.faults import Fault
from rolecast.role import Role

_RAISE = "request an increase in Service Quotas"


def excesses(difference: AccountDifference, account: Account) -> list[Fault]:
    """An error for each quota that the apply would exceed."""
    faults = [
        fault
        for role in difference.roles
        if role.wanted and any(change.is_change for change in role.changes)
        for fault in _of_role(role, role.wanted, account)
    ]
    for kind, noun, there, quota in (
        (PartKind.ROLE, "roles", len(account.roles), account.quotas.roles),
        (PartKind.POLICY, "managed policies", len(account.policies), account.quotas.customer_managed_policies),
    ):
        new = sum(change.kind is kind and change.action is Verb.CREATE for change in difference.changes)
        if new and there + new > quota:
            message = (
                f"there would be {there + new:,} {noun} in the account, {new:,} of them new; its quota is {quota:,}"
            )
            faults.append(Fault(None, message, _RAISE))
    return faults


def _of_role(role: RoleDifference, wanted: Role, account: Account) -> Iterator[Fault]:
    left = [change for change in role.changes if change.action is Verb.LEAVE]
    attached = len(wanted.attachments) + _count(left, PartKind.ATTACHMENT)
    if attached > account.quotas.attached_policies:
        outside = _count(left, PartKind.ATTACHMENT)
        also = f", {outside} of them created outside Rolecast" if outside else ""
        yield Fault(
            None,
            f"role `{role.name}` would have {attached} managed policies attached{also}; "
            f"the account's quota is {account.quotas.attached_policies}",
            f"`packing: fewest` needs fewer policies; or {_RAISE}",
        )
    size = wanted.trust_policy.size
    if size > account.quotas.trust_policy:
        message = f"role `{role.name}`: its trust policy has {size:,} characters"
        yield Fault(None, f"{message}; the account's quota is {account.quotas.trust_policy:,}", _RAISE)
    inline = sum(document.size for document in wanted.inline.values())
    inline += sum(change.before.size for change in left if change.kind is PartKind.INLINE_POLICY)
    if inline > INLINE_POLICIES_CHARACTERS:
        yield Fault(
            None,
            f"role `{role.name}`: the inline policies would have {inline:,} characters in total; "
            f"the quota is {INLINE_POLICIES_CHARACTERS:,}",
            "those created outside Rolecast count too: remove some",
        )
    tags = {*wanted.tags, DEPLOYMENT_TAG, *role.final.tags()}
    count = len(tags) + _count(left, PartKind.TAG)
    if count > TAGS_PER_ROLE:
        message = f"role `{role.name}` would have {count} tags, {len(tags) - len(wanted.tags)} of them Rolecast's own"
        yield Fault(None, f"{message}; a role has at most {TAGS_PER_ROLE}", "give it fewer")


def _count(changes: list[Change], kind: PartKind) -> int:
    return sum(change.kind is kind for change in changes)
