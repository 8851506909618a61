"""Compares the desired roles with an account. Returns values; formats and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.account.state import Account, AccountPolicy
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.changes import Cause, Change, Left, RoleDifference, Verb
from rolecast.deployment.comparison import DeploymentContext, RoleComparison
from rolecast.deployment.ownership import RECORD_TAG, OwnershipRecord, PartKind, RolePart, name_digest, owner
from rolecast.reading.faults import Fault
from rolecast.role import Role


class AccountDifference(NamedTuple):
    """All differences, by role in the order in which they are applied. Any conflict prevents the apply."""

    roles: tuple[RoleDifference, ...]
    conflicts: tuple[Fault, ...]
    left: tuple[Left, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for role in self.roles for change in role.changes)


class MarkedPolicies:
    """Finds the policies that a record marks. Records contain only digests of ARNs, not the ARNs."""

    def __init__(self, account: Account) -> None:
        self._arns = {name_digest(RolePart(PartKind.ATTACHMENT, arn)): arn for arn in account.policies}

    def marked(self, record: OwnershipRecord) -> list[str]:
        return [self._arns[digest] for digest in record.marks if digest in self._arns]


def compare(
    wanted: Iterable[Role], account: Account, deployment: str, adoption: Adoption, *, destroying: bool = False
) -> AccountDifference:
    """The changes after which the account has exactly the `wanted` roles of this deployment.

    For policies whose tags were not read, the role's record says whether they belong to the deployment.
    """
    wanted = list(wanted)
    names = {role.name.lower() for role in wanted}
    made = frozenset(arn for role in wanted for arn in role.managed)
    situation = DeploymentContext(account, deployment, adoption, Cause.DESTROYED if destroying else Cause.LEFT, made)
    comparisons = [RoleComparison(situation, role.name, role, account.role(role.name)) for role in wanted]
    comparisons += [
        RoleComparison(situation, role.name, None, role)
        for name, role in sorted(account.roles.items())
        if owner(role.tags) == deployment and name not in names
    ]
    differences = [comparison.compare() for comparison in comparisons]
    conflicts = [conflict for comparison in comparisons for conflict in comparison.conflicts]
    left = [comparison.left for comparison in comparisons if comparison.left]
    kept = {arn for role in wanted for arn in role.attachments}
    differences, policies_left = _with_policies_to_delete(differences, situation, kept)
    conflicts += [
        Fault(None, f"nothing outside the deployment is called `{name}`", "use a name that the plan lists")
        for name in adoption.unused
    ]
    return AccountDifference(tuple(map(_with_record, differences)), tuple(conflicts), (*left, *policies_left))


def _with_record(difference: RoleDifference) -> RoleDifference:
    """Adds a change for the record if it is missing, or if nothing but the record is out of date."""
    actual = difference.actual
    if actual is None or difference.final == difference.record:
        return difference
    is_gone = difference.record == OwnershipRecord() and RECORD_TAG not in actual.tags
    is_adopted = any(change.kind is PartKind.ROLE for change in difference.changes)
    if is_adopted or (any(change.is_change for change in difference.changes) and not is_gone):
        return difference
    cause = Cause.OUTSIDE if is_gone else Cause.UNKNOWN
    change = Change(difference.name, PartKind.RECORD, difference.name, Verb.UPDATE, cause)
    return replace(difference, changes=(*difference.changes, change))


def _with_policies_to_delete(
    differences: list[RoleDifference], situation: DeploymentContext, kept: set[str]
) -> tuple[list[RoleDifference], list[Left]]:
    """Adds deletions of policies that no role needs any more, each to the last difference whose role has it."""
    holders = _holders(differences, situation)
    withdrawn = {
        (change.name, change.role)
        for difference in differences
        for change in difference.changes
        if change.kind is PartKind.ATTACHMENT and change.action is Verb.DELETE
    }
    deletions: defaultdict[int | None, list[Change]] = defaultdict(list)
    left: list[Left] = []
    for policy in policies_to_go(situation.account, situation.deployment, kept):
        arn = policy.arn
        roles = [role.name for role in situation.account.roles_with(arn) if (arn, role.name) not in withdrawn]
        if others := [*(f"role {name}" for name in roles), *policy.holders]:
            left.append(Left(f"policy {policy.name}", f"it is in use by {', '.join(others)}"))
            continue
        holder = holders.get(arn)
        name = "" if holder is None else differences[holder].name
        change = Change(name, PartKind.POLICY, arn, Verb.DELETE, situation.gone, policy.document)
        deletions[holder].append(change)
    extended = [
        replace(difference, changes=(*difference.changes, *deletions[number]))
        for number, difference in enumerate(differences)
    ]
    if deletions[None]:
        extended.append(RoleDifference("", None, None, tuple(deletions[None])))
    return extended, left


def policies_to_go(account: Account, deployment: str, kept: Container[str]) -> list[AccountPolicy]:
    """The deployment's policies that are not in `kept`. Skips policies whose tags were not read."""
    return [
        policy
        for arn, policy in sorted(account.policies.items())
        if arn not in kept and policy.tags is not None and owner(policy.tags) == deployment
    ]


def _holders(differences: list[RoleDifference], situation: DeploymentContext) -> Mapping[str, int]:
    """The index of the last difference whose record marks a policy, by the policy's ARN."""
    index = MarkedPolicies(situation.account)
    return {arn: number for number, difference in enumerate(differences) for arn in index.marked(difference.record)}
