"""Updates of existing policies."""

from __future__ import annotations

from functools import cached_property

from rolecast.account.state import AccountPolicy
from rolecast.deployment import meaning
from rolecast.deployment.changes import Change
from rolecast.deployment.ownership import PartKind
from rolecast.deployment.steps import IamCall, Step
from rolecast.iam.documents import Document
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import Effect

VERSIONS_PER_POLICY = 5


class Versions:
    """The versions of a managed policy while steps are planned. The oldest non-default one is deleted to make room."""

    def __init__(self, policy: AccountPolicy) -> None:
        self._arn = policy.arn
        self._kept = [version.id for version in policy.versions]
        self._default = next(version.id for version in policy.versions if version.is_default)

    def add(self, document: Document) -> list[Step]:
        steps = []
        if len(self._kept) >= VERSIONS_PER_POLICY:
            oldest = next(version for version in self._kept if version != self._default)
            self._kept.remove(oldest)
            steps.append(Step(IamCall.DELETE_POLICY_VERSION, {"PolicyArn": self._arn, "VersionId": oldest}))
        self._default = f"new {len(self._kept)}"
        self._kept.append(self._default)
        parameters = {"PolicyArn": self._arn, "PolicyDocument": document.text, "SetAsDefault": True}
        return [*steps, Step(IamCall.CREATE_POLICY_VERSION, parameters)]


class Update:
    """The update of one policy's document, and its effect."""

    def __init__(self, change: Change) -> None:
        self.name = change.name
        self.is_inline = change.kind is PartKind.INLINE_POLICY
        self.old: Document = change.before
        self.new: Document = change.after
        self._gains = meaning.added(self.old, self.new, Effect.ALLOW)
        self._losses = meaning.added(self.new, self.old, Effect.ALLOW)
        self.adds_denials = meaning.added(self.old, self.new, Effect.DENY) != []
        self.lifts_denials = meaning.added(self.new, self.old, Effect.DENY) != []

    @property
    def gains(self) -> bool:
        return self._gains != []

    @property
    def loses(self) -> bool:
        return self._losses != []

    @property
    def only_adds(self) -> bool:
        return not self.loses and not self.lifts_denials

    @property
    def only_withdraws(self) -> bool:
        return not self.gains and not self.adds_denials

    @cached_property
    def union(self) -> Document | None:
        """The statements of both versions in one document; None if they cannot be merged or do not fit."""
        document = meaning.united((self.old, self.new))
        fits = document is not None and (self.is_inline or document.size <= MANAGED_POLICY_CHARACTERS)
        return document if fits else None

    def takes_over_from(self, other: Update) -> bool:
        """Whether this update may add a permission that the other one removes."""
        return other._losses is None or self._gains is None or meaning.may_meet(other._losses, self._gains)
