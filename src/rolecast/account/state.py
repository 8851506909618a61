"""An account's roles and customer managed policies as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.quotas import Quotas
from rolecast.role import Role


class PolicyVersion(NamedTuple):
    """A version of a managed policy. `id` is `v1`, `v2` and so on, in the order of creation."""

    id: str
    document: Document
    is_default: bool

    @property
    def number(self) -> int:
        return int(self.id.removeprefix("v"))


class AccountPolicy(NamedTuple):
    """A managed policy, with exactly one default version.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html
    """

    arn: str
    versions: tuple[PolicyVersion, ...]
    uses: int = 0
    """The number of users, groups and roles that it is attached to or that have it as a boundary."""
    tags: Mapping[str, str] | None = None
    """None if they were not read: no listing contains them."""
    holders: tuple[str, ...] = ()
    """The users and groups that have it, such as `user ada`, if they were read."""

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def document(self) -> Document:
        """The document of the default version."""
        return next(version.document for version in self.versions if version.is_default)


@dataclass(frozen=True)
class Account:
    """An account at the time when it was read."""

    id: str
    roles: Mapping[str, Role]
    """By name in lower case, because names are unique regardless of case."""
    policies: Mapping[str, AccountPolicy]
    """Customer managed policies by ARN."""
    quotas: Quotas = field(default_factory=Quotas)

    def role(self, name: str) -> Role | None:
        return self.roles.get(name.lower())

    def policies_named(self, name: str) -> list[AccountPolicy]:
        return self._policies_by_name.get(name.lower(), [])

    def roles_with(self, policy: str) -> list[Role]:
        """The roles that the policy with this ARN is attached to or that have it as a boundary."""
        return self._holders.get(policy, [])

    def with_tags(self, tags: Mapping[str, Mapping[str, str] | None]) -> Account:
        """The account with the tags of policies, by ARN.

        Removes policies whose tags are None, which no longer exist.
        """
        known = self._with(self.policies[arn]._replace(tags=read) for arn, read in tags.items() if read is not None)
        there = {arn: policy for arn, policy in known.policies.items() if tags.get(arn, {}) is not None}
        return replace(known, policies=there)

    def with_holders(self, holders: Mapping[str, tuple[str, ...]]) -> Account:
        """The account with the holders of policies, by ARN."""
        return self._with(self.policies[arn]._replace(holders=read) for arn, read in holders.items())

    def _with(self, policies: Iterable[AccountPolicy]) -> Account:
        return replace(self, policies={**self.policies, **{policy.arn: policy for policy in policies}})

    @cached_property
    def _policies_by_name(self) -> Mapping[str, list[AccountPolicy]]:
        found: defaultdict[str, list[AccountPolicy]] = defaultdict(list)
        for policy in self.policies.values():
            found[policy.name.lower()].append(policy)
        return found

    @cached_property
    def _holders(self) -> Mapping[str, list[Role]]:
        found: defaultdict[str, list[Role]] = defaultdict(list)
        for role in self.roles.values():
            for arn in dict.fromkeys((*role.attachments, role.boundary_arn)):
                if arn:
                    found[arn].append(role)
        return found
