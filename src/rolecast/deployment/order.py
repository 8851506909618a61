"""Orders the calls for one role so that an apply can be interrupted between any two of them.

A part is added to the role's record before it is created and leaves the record after it is removed, so that everything
we create is always recorded. The role's own tags change last: they show that everything before them is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rolecast.account.state import Account
from rolecast.deployment.changes import Change, RoleDifference, Verb
from rolecast.deployment.grant_work import Window
from rolecast.deployment.grants import BRIDGE, order_grants
from rolecast.deployment.ownership import (
    DEPLOYMENT_TAG,
    PENDING,
    OwnershipRecord,
    PartKind,
    RolePart,
    surplus_record_tags,
)
from rolecast.deployment.steps import IamCall, Step, tag_parameter
from rolecast.iam.names import arn_name
from rolecast.role import Role


class Work(NamedTuple):
    """The calls for one role, and the windows between them."""

    steps: tuple[Step, ...]
    windows: tuple[Window, ...]


def order(difference: RoleDifference, account: Account, deployment: str) -> Work:
    """The calls for one role; none if nothing changes."""
    if not any(change.is_change for change in difference.changes):
        return Work((), ())
    return _Order(difference, account, deployment).work()


class _Order:
    def __init__(self, difference: RoleDifference, account: Account, deployment: str) -> None:
        self._difference = difference
        self._account = account
        self._deployment = deployment
        self._name = difference.name
        self._changes = [change for change in difference.changes if change.is_change]
        self._grants = order_grants(difference, account)
        self._is_going = bool(self._of(PartKind.ROLE, Verb.DELETE))
        self._record = self._intended()

    def work(self) -> Work:
        wanted = self._difference.wanted
        steps = [
            *self._beginning(),
            *self._policies_to_make(),
            *(self._settings(wanted) if wanted and self._difference.actual else ()),
            *self._grants.adding,
            *(self._check() if self._grants.withdrawing or self._is_going else ()),
            *self._grants.withdrawing,
            *self._policies_to_delete(),
            *self._ending(),
        ]
        return Work(tuple(steps), self._grants.windows)

    def _intended(self) -> OwnershipRecord:
        """The record during the apply: it already has what is about to be created."""
        made = [
            RolePart(change.kind, change.name)
            for change in self._changes
            if change.kind in (PartKind.ATTACHMENT, PartKind.INLINE_POLICY, PartKind.BOUNDARY)
            and change.action is not Verb.DELETE
        ]
        if self._grants.bridged:
            made.append(RolePart(PartKind.INLINE_POLICY, BRIDGE))
        before = self._difference.record
        if self._difference.actual is None:
            made = [part for part in made if part.kind is not PartKind.BOUNDARY]  # CreateRole sets it
            before = self._difference.final
            return before.marking(dict.fromkeys(made, PENDING))
        new = [*(part for part in made if before.mark(part) is None), *self._grants.returning]
        return before.marking(dict.fromkeys(new, PENDING))

    def _beginning(self) -> Iterator[Step]:
        wanted, actual = self._difference.wanted, self._difference.actual
        if wanted is None:
            return
        if actual is None:
            yield self._creation(wanted)
        elif self._of(PartKind.ROLE, Verb.ADOPT):
            yield self._tag({DEPLOYMENT_TAG: self._deployment, **self._record.tags()})
        elif self._record != self._difference.record:
            yield self._tag(self._record.tags())

    def _creation(self, wanted: Role) -> Step:
        tags = {**wanted.tags, DEPLOYMENT_TAG: self._deployment, **self._record.tags()}
        boundary = wanted.boundary_arn
        parameters = {
            "RoleName": wanted.name,
            "Path": wanted.path,
            "AssumeRolePolicyDocument": wanted.trust_policy.text,
            **({"Description": wanted.description} if wanted.description else {}),
            "MaxSessionDuration": wanted.max_session_duration,
            **({"PermissionsBoundary": boundary} if boundary else {}),
            "Tags": tag_parameter(tags),
        }
        return Step(IamCall.CREATE_ROLE, parameters)

    def _policies_to_make(self) -> Iterator[Step]:
        """Creates policies, and tags existing ones, also with the deployment's name."""
        wanted = self._difference.wanted
        for change in self._of(PartKind.POLICY, Verb.CREATE):
            assert wanted is not None
            parameters = {
                "PolicyName": arn_name(change.name),
                "Path": wanted.path,
                "PolicyDocument": change.after.text,
                "Tags": tag_parameter({**wanted.tags, DEPLOYMENT_TAG: self._deployment}),
            }
            yield Step(IamCall.CREATE_POLICY, parameters)
        for change in self._of(PartKind.POLICY_TAG, Verb.UPDATE):
            if change.after:
                yield Step(IamCall.TAG_POLICY, {"PolicyArn": change.name, "Tags": tag_parameter(change.after)})
            if surplus := sorted(change.before.keys() - change.after.keys()):
                yield Step(IamCall.UNTAG_POLICY, {"PolicyArn": change.name, "TagKeys": surplus})

    def _settings(self, wanted: Role) -> Iterator[Step]:
        if self._of(PartKind.TRUST_POLICY, Verb.UPDATE):
            yield self._on_role(IamCall.UPDATE_TRUST_POLICY, PolicyDocument=wanted.trust_policy.text)
        if self._of(PartKind.DESCRIPTION, Verb.UPDATE) or self._of(PartKind.SESSION, Verb.UPDATE):
            yield self._on_role(
                IamCall.UPDATE_ROLE, Description=wanted.description, MaxSessionDuration=wanted.max_session_duration
            )

    def _check(self) -> Iterator[Step]:
        """Before removing permissions or overwriting the record: checks that no other apply has written it."""
        if self._difference.actual:
            yield self._on_role(IamCall.CHECK_RECORD, Record=self._record.tags())

    def _policies_to_delete(self) -> Iterator[Step]:
        for change in self._of(PartKind.POLICY, Verb.DELETE):
            for version in self._account.policies[change.name].versions:
                if not version.is_default:
                    parameters = {"PolicyArn": change.name, "VersionId": version.id}
                    yield Step(IamCall.DELETE_POLICY_VERSION, parameters)
            yield Step(IamCall.DELETE_POLICY, {"PolicyArn": change.name})

    @property
    def _ends_with_tags(self) -> bool:
        tags = self._of(PartKind.TAG, Verb.CREATE, Verb.UPDATE, Verb.DELETE)
        return self._record != self._difference.final or (bool(tags) and self._difference.actual is not None)

    def _ending(self) -> Iterator[Step]:
        if not self._name:
            return
        if self._is_going:
            yield self._on_role(IamCall.DELETE_ROLE)
            return
        actual = self._difference.actual
        if actual and (surplus := [change.name for change in self._of(PartKind.TAG, Verb.DELETE)]):
            yield self._on_role(IamCall.UNTAG_ROLE, TagKeys=surplus)
        if self._ends_with_tags:
            yield from self._check()
            changed = self._of(PartKind.TAG, Verb.CREATE, Verb.UPDATE) if actual else []
            yield self._tag({**{change.name: change.after for change in changed}, **self._difference.final.tags()})
        if actual and (surplus := surplus_record_tags(actual, self._difference.final)):
            yield self._on_role(IamCall.UNTAG_ROLE, TagKeys=surplus)

    def _of(self, kind: PartKind, *actions: Verb) -> list[Change]:
        return [change for change in self._changes if change.kind is kind and change.action in actions]

    def _tag(self, tags: dict[str, str]) -> Step:
        return self._on_role(IamCall.TAG_ROLE, Tags=tag_parameter(tags))

    def _on_role(self, operation: IamCall, **parameters: object) -> Step:
        return Step(operation, {"RoleName": self._name, **parameters})
