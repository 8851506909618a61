"""Compares the roles that are wanted with an account. What is found is a value; nothing is drawn or changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.account.state import Account, AccountPolicy
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.changes import Cause, Change, Left, RoleDifference, Verb
from rolecast.deployment.comparison import DeploymentSituation, RoleComparison
from rolecast.deployment.ownership import RECORD_TAG, OwnershipRecord, PartKind, RolePart, name_digest, owner
from rolecast.reading.faults import Fault
from rolecast.role import Role


class AccountDifference(NamedTuple):
    """Everything that differs, role by role in the order of work. With a conflict nothing can be done."""

    roles: tuple[RoleDifference, ...]
    conflicts: tuple[Fault, ...]
    left: tuple[Left, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for role in self.roles for change in role.changes)


class MarkedPolicies:
    """Finds the policies that a record marks: the record has digests of their ARNs alone."""

    def __init__(self, account: Account) -> None:
        self._arns = {name_digest(RolePart(PartKind.ATTACHMENT, arn)): arn for arn in account.policies}

    def marked(self, record: OwnershipRecord) -> list[str]:
        return [self._arns[digest] for digest in record.marks if digest in self._arns]


def compare(
    wanted: Iterable[Role], account: Account, deployment: str, adoption: Adoption, *, destroying: bool = False
) -> AccountDifference:
    """What is to change in the account so that it has exactly the wanted roles of this deployment.

    Policies whose tags were not read are taken for what their role's record says they are.
    """
    wanted = list(wanted)
    names = {role.name.lower() for role in wanted}
    made = frozenset(arn for role in wanted for arn in role.managed)
    situation = DeploymentSituation(account, deployment, adoption, Cause.DESTROYED if destroying else Cause.LEFT, made)
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
    """The difference with a change of its own for a record that is gone, or that alone is out of date."""
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
    differences: list[RoleDifference], situation: DeploymentSituation, kept: set[str]
) -> tuple[list[RoleDifference], list[Left]]:
    """The differences with the deletion of policies that no role is to have, each with the last that holds it."""
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
    """The deployment's policies, as far as tags were read, that are not among those to keep."""
    return [
        policy
        for arn, policy in sorted(account.policies.items())
        if arn not in kept and policy.tags is not None and owner(policy.tags) == deployment
    ]


def _holders(differences: list[RoleDifference], situation: DeploymentSituation) -> Mapping[str, int]:
    """For each policy that a record marks, the last difference whose record does."""
    index = MarkedPolicies(situation.account)
    return {arn: number for number, difference in enumerate(differences) for arn in index.marked(difference.record)}
