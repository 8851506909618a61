"""What is checked: a policy document, or a role with everything that belongs to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from rolecast.checks.grants import Grants
from rolecast.checks.statements import CheckedPolicy, CheckedStatement
from rolecast.iam import grammar, managed
from rolecast.iam.documents import Document, PolicyType
from rolecast.iam.names import arn_account
from rolecast.iam.quotas import Quotas, document_size
from rolecast.reading import nodes
from rolecast.reading.faults import Fault, InputError, Place
from rolecast.reading.nodes import Node
from rolecast.role import Policy, PolicyKind, Role

MOST_CHARACTERS = 300_000
"""Twice what the longest policy of AWS's own has. Rules compare parts of a policy with each other."""


class Unread(NamedTuple):
    """A policy that is no policy by the grammar, and why."""

    policy: str | None
    faults: tuple[Fault, ...]


class Places(NamedTuple):
    """Where the parts of a role stand in the file that it comes from. `policies` are its own, by name."""

    role: Place
    activities: Mapping[str, Place] = {}
    policies: Mapping[str, Node] = {}


@dataclass(frozen=True, eq=False)
class Subject:
    """What rules look at.

    `policies` are checked; those of `attached`, which others maintain, only count for what they allow. `boundary`
    is None where there is none. `unavailable` names what applies and whose text is not known.
    """

    source: str
    policies: tuple[CheckedPolicy, ...] = ()
    attached: tuple[CheckedPolicy, ...] = ()
    boundary: CheckedPolicy | None = None
    unavailable: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    role: Role | None = None
    place: Place | None = None
    quotas: Quotas = field(default_factory=Quotas)
    origins: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """The activities of each statement, by policy."""
    activity_places: Mapping[str, Place] = field(default_factory=dict)

    @cached_property
    def statements(self) -> tuple[CheckedStatement, ...]:
        """All statements that are checked, trust and resource policies' included."""
        return tuple(statement for policy in self.policies for statement in self._statements(policy))

    @cached_property
    def conditional(self) -> tuple[CheckedStatement, ...]:
        """Those of `statements` that have conditions."""
        return tuple(statement for statement in self.statements if statement.conditions)

    @cached_property
    def granting(self) -> tuple[CheckedStatement, ...]:
        """The statements of identity policies."""
        return tuple(statement for statement in self.statements if statement.policy.is_identity)

    @cached_property
    def granting_or_attached(self) -> tuple[CheckedStatement, ...]:
        """The statements of identity policies, those of attached ones included."""
        return (*self.granting, *(each for policy in self.attached for each in self._statements(policy)))

    @cached_property
    def grants(self) -> Grants:
        """What all identity policies together allow."""
        bounding = None if self.boundary is None else tuple(self._statements(self.boundary))
        return Grants(self.granting_or_attached, bounding)

    def is_own(self, checked: CheckedStatement) -> bool:
        """Whether the statement is one to check, and not one of an attached policy."""
        return checked.policy in self.policies

    def touches(self, prefix: str) -> bool:
        """Whether any Allow names actions of the service, or everything, or all but some."""
        return bool(self._allowed_prefixes & {prefix, "*"})

    @cached_property
    def _allowed_prefixes(self) -> frozenset[str]:
        allows = [checked for checked in self.granting_or_attached if checked.is_allow]
        named = {prefix for checked in allows for prefix in checked.prefixes}
        return frozenset(named | {"*"} if any(checked.statement.not_actions for checked in allows) else named)

    @cached_property
    def knows_all_grants(self) -> bool:
        """Whether what is not found here is not allowed, as far as identity policies go."""
        return not self.unavailable and not self.unread and any(policy.is_identity for policy in self.policies)

    def _statements(self, policy: CheckedPolicy) -> Iterator[CheckedStatement]:
        origins = self.origins.get(policy.name, ())
        for index, statement in enumerate(policy.document.statements):
            activities = origins[index] if index < len(origins) else ()
            place = statement.place or (self.activity_places.get(activities[0]) if activities else None)
            yield CheckedStatement(policy, index, statement, activities, place or policy.place)


def of_document(document: Node | Mapping[str, Any], source: str = "policy") -> Subject:
    """The subject that a policy document is: an identity policy, or a trust or resource policy if it has principals.

    `document` is a node, whose places the findings then carry, or a JSON value. `source` is what findings call it.
    """
    node = document if isinstance(document, Node) else None
    value: Any = document if node is None else nodes.plain_value(node)
    place = node.place if node else None
    policy_type = _type_of(value)
    try:
        parsed = grammar.parse(document, policy_type, source)
    except InputError as error:
        return Subject(source, unread=(Unread(None, error.faults),), place=place)
    size = _size(value)
    if size > MOST_CHARACTERS:
        message = f"a document of {size:,} characters is not looked into; up to {MOST_CHARACTERS:,} are"
        return Subject(source, unread=(Unread(None, (Fault(place, message),)),), place=place)
    policy = CheckedPolicy(source, policy_type, parsed, source, size=size, node=node, place=place)
    return Subject(source, (policy,), place=place)


def of_role(
    role: Role, source: str | None = None, places: Places | None = None, quotas: Quotas | None = None
) -> Subject:
    """The subject that a role is. What is not known of its environment stays `{{account}}` and the like."""
    source = source or role.name
    role = role.fill(role.environment.values)
    reader = _RoleReader(role, source, places)
    policies = tuple(reader.own())
    attached, unavailable = reader.attached()
    boundary = reader.managed(role.permissions_boundary) if role.permissions_boundary else None
    if role.permissions_boundary and boundary is None:
        unavailable.append(role.permissions_boundary)
    return Subject(
        source,
        policies,
        attached,
        boundary,
        tuple(unavailable),
        tuple(reader.unread),
        role,
        places.role if places else None,
        quotas or Quotas(),
        {policy.name: policy.origins for policy in role.policies},
        places.activities if places else {},
    )


class _RoleReader:
    """Reads the policies of one role."""

    def __init__(self, role: Role, source: str, places: Places | None) -> None:
        self._role = role
        self._source = source
        self._place = places.role if places else None
        self._nodes = places.policies if places else {}
        self.unread: list[Unread] = []

    def own(self) -> Iterator[CheckedPolicy]:
        for policy in self._role.policies:
            yield from self._policy(policy)
        yield from self._trust()

    def attached(self) -> tuple[tuple[CheckedPolicy, ...], list[str]]:
        """The attached policies whose text is known, and the ARNs of the others."""
        known: list[CheckedPolicy] = []
        unavailable: list[str] = []
        for arn in self._role.attached:
            policy = self.managed(arn)
            if policy is None:
                unavailable.append(arn)
            else:
                known.append(policy)
        return tuple(known), unavailable

    def managed(self, arn: str) -> CheckedPolicy | None:
        """The AWS managed policy, or None where it is not one or is newer than the data."""
        name = arn.rpartition("/")[2]
        document = managed.document(name) if arn_account(arn) == "aws" else None
        if document is None:
            return None
        parsed = grammar.parse(document)
        return CheckedPolicy(name, PolicyType.IDENTITY, parsed, self._source, self._role.key, place=self._place)

    def _policy(self, policy: Policy) -> Iterator[CheckedPolicy]:
        document = self._parse(policy.name, policy.document, PolicyType.IDENTITY)
        if document is None:
            return
        node = self._nodes.get(policy.name)
        yield CheckedPolicy(
            policy.name,
            PolicyType.IDENTITY,
            document,
            self._source,
            self._role.key,
            policy.kind is PolicyKind.INLINE,
            policy.size,
            node,
            node.place if node else self._place,
        )

    def _trust(self) -> Iterator[CheckedPolicy]:
        value = self._role.trust_policy
        document = self._parse("trust policy", value, PolicyType.TRUST)
        if document is not None:
            yield CheckedPolicy(
                "trust policy",
                PolicyType.TRUST,
                document,
                self._source,
                self._role.key,
                size=_size(value),
                place=self._place,
            )

    def _parse(self, name: str, document: Mapping[str, Any], policy_type: PolicyType) -> Document | None:
        try:
            return grammar.parse(document, policy_type, name)
        except InputError as error:
            self.unread.append(Unread(name, error.faults))
            return None


def _size(document: Mapping[str, Any]) -> int:
    """Characters as IAM counts them."""
    try:
        return document_size(document)
    except TypeError:  # a number that is too large for the quick way
        return len(json.dumps(document, separators=(",", ":"), ensure_ascii=False))


def _type_of(value: Any) -> PolicyType:
    """What a document by itself can be told to be: a policy with principals trusts, or is of a resource."""
    given = value.get("Statement") if isinstance(value, Mapping) else None
    statements = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, Mapping)]
    if not any("Principal" in each or "NotPrincipal" in each for each in statements):
        return PolicyType.IDENTITY
    is_trust = all(_is_about_sts(each) and "Resource" not in each and "NotResource" not in each for each in statements)
    return PolicyType.TRUST if is_trust else PolicyType.RESOURCE


def _is_about_sts(statement: Mapping[str, Any]) -> bool:
    actions = statement.get("Action")
    listed = actions if isinstance(actions, list) else [actions]
    return all(isinstance(action, str) and action.lower().startswith("sts:") for action in listed)
