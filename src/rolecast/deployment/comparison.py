"""Compares one role, as it should be, with the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rolecast.account.state import Account, AccountPolicy
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.changes import Cause, Change, Left, RoleDifference, Verb
from rolecast.deployment.ownership import (
    DEPLOYMENT_TAG,
    PENDING,
    OwnershipRecord,
    PartKind,
    RolePart,
    content_mark,
    marks_of,
    owner,
    short_name,
    user_tags,
)
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account
from rolecast.reading.faults import Fault
from rolecast.role import Role


class DeploymentContext(NamedTuple):
    """What the comparisons of all roles share.

    `gone` is why resources are removed that the role file does not have; `made` are the ARNs of the customer managed
    policies that the role file defines.
    """

    account: Account
    deployment: str
    adoption: Adoption
    gone: Cause
    made: frozenset[str] = frozenset()


class RoleComparison:
    """The comparison of one role. `compare` fills `conflicts`, and `left` if a role cannot be removed."""

    def __init__(self, situation: DeploymentContext, name: str, wanted: Role | None, actual: Role | None) -> None:
        self.conflicts: list[Fault] = []
        self.left: Left | None = None
        self._situation = situation
        self._name = name
        self._wanted = wanted
        self._actual = actual
        self._adopted = False
        self._record = OwnershipRecord()
        self._changes: list[Change] = []
        self._owned: set[RolePart] = set()

    def compare(self) -> RoleDifference:
        if self._wanted is None:
            return self._leaving()
        self._refuse_missing_policies(self._wanted)
        if self._actual is None:
            return self._new(self._wanted)
        if not self._may_change(self._wanted, self._actual):
            self._excuse(self._wanted)
            return RoleDifference(self._name, self._wanted, self._actual, ())
        return self._existing(self._wanted, self._actual)

    def _new(self, wanted: Role) -> RoleDifference:
        self._change(RolePart(PartKind.ROLE, self._name), Verb.CREATE, Cause.NEW)
        self._settings(wanted, None)
        self._policies(wanted)
        self._holdings(wanted, None)
        return RoleDifference(
            self._name, wanted, None, tuple(self._changes), final=OwnershipRecord().marking(marks_of(wanted))
        )

    def _refuse_missing_policies(self, wanted: Role) -> None:
        """Checks customer managed policies only: AWS's differ by partition, and new ones appear every week."""
        account = self._situation.account
        for arn in filter(None, (wanted.boundary_arn, *wanted.attachments)):
            if arn_account(arn) == account.id and arn not in account.policies and arn not in self._situation.made:
                message = f"role `{self._name}`: the account has no policy `{arn}`"
                self._conflict(message, "check for a typo, or create that policy first")

    def _may_change(self, wanted: Role, actual: Role) -> bool:
        name, whose = self._name, owner(actual.tags)
        self._adopted = self._situation.adoption.takes(name)
        if actual.name != name:
            self._conflict(f"the role name `{name}` is taken by `{actual.name}`", "IAM ignores the case of letters")
        elif actual.path != wanted.path:
            self._conflict(
                f"role `{name}` exists under the path `{actual.path}`, which IAM cannot change to `{wanted.path}`",
                "keep the path, or give the new role another name and remove the old one later",
            )
        elif not self._adopted and whose != self._situation.deployment:
            of = f"belongs to the deployment `{whose}`" if whose else "was created outside Rolecast"
            self._conflict(f"role `{name}` already exists and {of}", _adopting(name))
        return (
            actual.name == name
            and actual.path == wanted.path
            and (self._adopted or whose == self._situation.deployment)
        )

    def _excuse(self, wanted: Role) -> None:
        """Counts all names about this role as used: one error per role is enough."""
        self._situation.adoption.excuse(self._name)
        for arn in wanted.managed:
            self._situation.adoption.takes(short_name(arn), arn)

    def _existing(self, wanted: Role, actual: Role) -> RoleDifference:
        is_ours = owner(actual.tags) == self._situation.deployment
        self._record = OwnershipRecord.read(actual.tags) if is_ours else OwnershipRecord()
        if not is_ours:
            self._change(RolePart(PartKind.ROLE, self._name), Verb.ADOPT, Cause.ADOPTED)
        self._settings(wanted, actual)
        self._policies(wanted)
        self._holdings(wanted, actual)
        final = OwnershipRecord().marking(
            {part: mark for part, mark in marks_of(wanted).items() if part in self._owned}
        )
        return RoleDifference(self._name, wanted, actual, tuple(self._changes), self._record, final)

    def _leaving(self) -> RoleDifference:
        actual = self._actual
        assert actual is not None
        self._record = OwnershipRecord.read(actual.tags)
        self._holdings(None, actual)
        reasons = [f"{kind} {short_name(name)}" for kind, name in self._staying()]
        reasons += [f"instance profile {name}" for name in actual.instance_profiles]
        if reasons:
            why = f"it has {', '.join(reasons)}, which the deployment did not create"
            self.left = Left(f"role {self._name}", why)
        else:
            self._change(RolePart(PartKind.ROLE, self._name), Verb.DELETE, self._situation.gone)
        # What this or an interrupted run removes from the role leaves the record for good: others may attach it again.
        final = self._record.only(marks_of(actual).keys() - _holdings_of(actual))
        return RoleDifference(self._name, None, actual, tuple(self._changes), self._record, final)

    def _staying(self) -> list[RolePart]:
        return [RolePart(change.kind, change.name) for change in self._changes if not change.is_change]

    def _settings(self, wanted: Role, actual: Role | None) -> None:
        trust = None if actual is None else actual.trust_policy
        same = trust is not None and trust.means_same(wanted.trust_policy)
        self._judge(RolePart(PartKind.TRUST_POLICY), trust, wanted.trust_policy, same=same)
        for kind, setting, usual in (
            (PartKind.DESCRIPTION, "description", ""),
            (PartKind.SESSION, "max_session_duration", 3_600),
        ):
            before, after = getattr(actual, setting, None), getattr(wanted, setting)
            # Defaults need no change on a new role; on a role that has just left the listing they are unknown.
            if after == usual if actual is None else setting in actual.unknown:
                self._owned.add(RolePart(kind))
            else:
                self._judge(RolePart(kind), before, after, same=before == after)
        self._boundary(actual.boundary_arn if actual else None, wanted.boundary_arn)

    def _boundary(self, before: str | None, after: str | None) -> None:
        """The role file's boundary replaces any other; without one, only a boundary that we set is removed."""
        if before is None or after is None or before == after:
            if before or after:
                self._judge(RolePart(PartKind.BOUNDARY, after or before or ""), before, after, same=before == after)
            return
        cause = _cause_of_update(self._record.mark(RolePart(PartKind.BOUNDARY, after)), "", content_mark(after))
        if self._record.mark(RolePart(PartKind.BOUNDARY, before)):
            cause = Cause.FILE
        self._owned.add(RolePart(PartKind.BOUNDARY, after))
        self._change(RolePart(PartKind.BOUNDARY, after), Verb.UPDATE, cause, before, after)

    def _holdings(self, wanted: Role | None, actual: Role | None) -> None:
        """Compares attachments, inline policies and tags. A role can have any number of each."""
        before: dict[str, Any] = {arn: arn for arn in actual.attachments} if actual else {}
        after: dict[str, Any] = {arn: arn for arn in wanted.attachments} if wanted else {}
        for arn in (*after, *sorted(before.keys() - after.keys())):
            self._judge(RolePart(PartKind.ATTACHMENT, arn), before.get(arn), after.get(arn), same=True)
        before = actual.inline if actual else {}
        after = wanted.inline if wanted else {}
        for name in (*after, *sorted(before.keys() - after.keys())):
            had, has = before.get(name), after.get(name)
            same = had is not None and has is not None and had.means_same(has)
            self._judge(RolePart(PartKind.INLINE_POLICY, name), had, has, same=same)
        if wanted:
            before = user_tags(actual.tags) if actual else {}
            for name in (*wanted.tags, *sorted(before.keys() - wanted.tags.keys())):
                had, has = before.get(name), wanted.tags.get(name)
                self._judge(RolePart(PartKind.TAG, name), had, has, same=had == has)

    def _judge(self, part: RolePart, before: Any, after: Any, *, same: bool) -> None:
        """Adds the change or conflict of one part, if any. None means that the part does not exist."""
        kind, name = part
        mark = self._record.mark(part)
        takes = before is not None and self._takes(name)
        is_ours = mark is not None or (kind is PartKind.ATTACHMENT and self._is_our_policy(name))
        if after is None:
            if not is_ours and not takes:
                self._change(part, Verb.LEAVE, Cause.FOREIGN, before, after)
            else:
                cause = self._situation.gone if is_ours else Cause.ADOPTED
                self._change(part, Verb.DELETE, cause, before, after)
            return
        if before is None:
            self._owned.add(part)
            self._change(part, Verb.CREATE, self._cause_of_creation(mark), before, after)
            return
        is_setting = kind in (PartKind.TRUST_POLICY, PartKind.DESCRIPTION, PartKind.SESSION)
        if is_ours or is_setting or self._adopted or takes or (kind is PartKind.TAG and not same):
            self._owned.add(part)
        elif kind is PartKind.INLINE_POLICY and not same:
            message = f"role `{self._name}` already has an inline policy `{name}`, which was created outside Rolecast"
            self._conflict(message, _adopting(f"{self._name}/{name}"))
            return
        if not same:
            marks = content_mark(before), content_mark(after)
            cause = Cause.ADOPTED if self._adopted else _cause_of_update(mark, *marks)
            self._change(part, Verb.UPDATE, cause, before, after)
        elif part in self._owned and not is_ours and not is_setting:
            self._change(part, Verb.ADOPT, Cause.ADOPTED, before, after)

    def _takes(self, name: str) -> bool:
        return bool(name) and self._situation.adoption.takes(f"{self._name}/{name}", f"{self._name}/{short_name(name)}")

    def _is_our_policy(self, arn: str) -> bool:
        """Whether the policy's tag says that it is ours. Its attachment then is ours too, recorded or not."""
        policy = self._situation.account.policies.get(arn)
        return policy is not None and policy.tags is not None and owner(policy.tags) == self._situation.deployment

    def _cause_of_creation(self, mark: str | None) -> Cause:
        if self._actual is None:
            return Cause.NEW
        if mark is None:
            return Cause.FILE
        return Cause.STOPPED if mark == PENDING else Cause.OUTSIDE

    def _policies(self, wanted: Role) -> None:
        for arn, document in wanted.managed.items():
            policy = self._situation.account.policies.get(arn)
            if policy is not None:
                self._existing_policy(wanted, policy, document)
                continue
            for other in self._situation.account.policies_named(short_name(arn)):
                message = f"the policy name `{short_name(arn)}` is taken by `{other.arn}`"
                self._conflict(message, "names are unique in an account, regardless of path and case")
            cause = self._cause_of_creation(self._record.mark(RolePart(PartKind.ATTACHMENT, arn)))
            self._change(RolePart(PartKind.POLICY, arn), Verb.CREATE, cause, None, document)

    def _existing_policy(self, wanted: Role, policy: AccountPolicy, document: Document) -> None:
        whose = owner(policy.tags) if policy.tags is not None else self._situation.deployment
        is_ours = whose == self._situation.deployment
        takes = self._situation.adoption.takes(policy.name, policy.arn)
        if not is_ours and not self._adopted and not takes:
            of = f"belongs to the deployment `{whose}`" if whose else "was created outside Rolecast"
            self._conflict(f"policy `{policy.name}` already exists and {of}", _adopting(policy.name))
            return
        mark = self._record.mark(RolePart(PartKind.ATTACHMENT, policy.arn))
        if not policy.document.means_same(document):
            marks = content_mark(policy.document), content_mark(document)
            cause = _cause_of_update(mark, *marks) if is_ours else Cause.ADOPTED
            self._change(RolePart(PartKind.POLICY, policy.arn), Verb.UPDATE, cause, policy.document, document)
        elif not is_ours:
            self._change(RolePart(PartKind.POLICY, policy.arn), Verb.ADOPT, Cause.ADOPTED)
        if policy.tags is not None:
            self._policy_tags(wanted, policy, policy.tags, is_ours=is_ours)

    def _policy_tags(self, wanted: Role, policy: AccountPolicy, tags: Mapping[str, str], *, is_ours: bool) -> None:
        to_have = {**wanted.tags, DEPLOYMENT_TAG: self._situation.deployment}
        marks = {name: self._record.mark(RolePart(PartKind.TAG, name)) for name in {*tags, *to_have}}
        after = {name: value for name, value in to_have.items() if tags.get(name) != value}
        surplus = user_tags(tags).keys() - to_have.keys()
        before = {name: tags[name] for name in tags if name in after or (name in surplus and marks[name])}
        if before or after:
            is_outside = any(marks[name] == content_mark(value) for name, value in after.items())
            cause = Cause.ADOPTED if not is_ours else Cause.OUTSIDE if is_outside else Cause.FILE
            self._change(RolePart(PartKind.POLICY_TAG, policy.arn), Verb.UPDATE, cause, before, after)
        if foreign := {name: tags[name] for name in sorted(surplus) if not marks[name]}:
            self._change(RolePart(PartKind.POLICY_TAG, policy.arn), Verb.LEAVE, Cause.FOREIGN, foreign)

    def _change(self, part: RolePart, action: Verb, cause: Cause, before: Any = None, after: Any = None) -> None:
        self._changes.append(Change(self._name, part.kind, part.name, action, cause, before, after))

    def _conflict(self, message: str, help: str) -> None:
        self.conflicts.append(Fault(None, message, help))


def _holdings_of(role: Role) -> set[RolePart]:
    """The attachments and inline policies of a role."""
    return {
        *(RolePart(PartKind.ATTACHMENT, arn) for arn in role.attachments),
        *(RolePart(PartKind.INLINE_POLICY, name) for name in role.inline),
    }


def _cause_of_update(mark: str | None, before: str, after: str) -> Cause:
    """Why a part differs, from its recorded `mark` and the marks of its content before and after."""
    causes = {None: Cause.UNKNOWN, PENDING: Cause.STOPPED, before: Cause.FILE, after: Cause.OUTSIDE}
    return causes.get(mark, Cause.BOTH)


def _adopting(name: str) -> str:
    return f"choose another name, or take ownership with `--adopt {name}`"
