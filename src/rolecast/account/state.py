"""An account's roles and customer managed policies as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.quotas import Quotas


class PolicyVersion(NamedTuple):
    """A version of a managed policy; `id` is `v1` and so on, in the order in which they were made."""

    id: str
    document: Document
    is_default: bool

    @property
    def number(self) -> int:
        return int(self.id.removeprefix("v"))


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A customer managed policy.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html
    """

    arn: str
    versions: tuple[PolicyVersion, ...]
    uses: int = 0
    """How many users, groups and roles it is attached to or is the boundary of."""
    tags: Mapping[str, str] | None = None
    """None where they were not read: no listing has them."""
    holders: tuple[str, ...] = ()
    """The users and groups that hold it, such as `user ada`, where they were read."""

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def document(self) -> Document:
        """The default version's."""
        return next(version.document for version in self.versions if version.is_default)


@dataclass(frozen=True, slots=True)
class AccountRole:
    """A role as it is in AWS. https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html"""

    name: str
    arn: str
    path: str
    trust_policy: Document
    inline: Mapping[str, Document] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    """ARNs of managed policies."""
    permissions_boundary: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    instance_profiles: tuple[str, ...] = ()
    """Names."""
    description: str | None = None
    """None where it is not known: a file of authorization details does not have it, nor the session length."""
    max_session_duration: int | None = None
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it was when it was read."""

    id: str
    roles: Mapping[str, AccountRole]
    """By name in lower case: IAM's names are unique without regard to case."""
    policies: Mapping[str, ManagedPolicy]
    """Customer managed ones by ARN."""
    quotas: Quotas = field(default_factory=Quotas)

    def role(self, name: str) -> AccountRole | None:
        return self.roles.get(name.lower())

    def policies_named(self, name: str) -> list[ManagedPolicy]:
        return [policy for policy in self.policies.values() if policy.name.lower() == name.lower()]

    def roles_with(self, policy: str) -> list[AccountRole]:
        """The roles that a policy, by its ARN, is attached to or is the boundary of."""
        return [role for role in self.roles.values() if policy in role.attached or policy == role.permissions_boundary]

    def with_tags(self, tags: Mapping[str, Mapping[str, str]]) -> Account:
        """The account with what was read of its policies' tags, by ARN."""
        return self._with(replace(self.policies[arn], tags=read) for arn, read in tags.items())

    def with_holders(self, holders: Mapping[str, tuple[str, ...]]) -> Account:
        """The account with what was read of who holds its policies, by ARN."""
        return self._with(replace(self.policies[arn], holders=read) for arn, read in holders.items())

    def _with(self, policies: Iterable[ManagedPolicy]) -> Account:
        return replace(self, policies={**self.policies, **{policy.arn: policy for policy in policies}})
