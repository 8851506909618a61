"""An account's roles and customer managed policies as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rolecast.iam.quotas import Quotas
from rolecast.role import Document


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
    attachments: int = 0
    """How many users, groups and roles it is attached to."""
    boundaries: int = 0
    """How many users and roles it is the permissions boundary of."""
    tags: Mapping[str, str] | None = None
    """None where they were not read: no listing has them."""

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

    def with_tags(self, tags: Mapping[str, Mapping[str, str]]) -> Account:
        """The account with what was read of its policies' tags, by ARN."""
        policies = {
            arn: replace(policy, tags=tags[arn]) if arn in tags else policy for arn, policy in self.policies.items()
        }
        return replace(self, policies=policies)
