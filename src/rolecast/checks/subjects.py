"""The subjects of checks: a policy document, or a role with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rolecast.catalogue.activity import Activity, ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.checks.grants import Grants
from rolecast.checks.statements import CheckedPolicy, CheckedStatement
from rolecast.iam import openings
from rolecast.iam.documents import Document
from rolecast.iam.quotas import Quotas
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import Fault, Place
from rolecast.role import LONGEST_ENVIRONMENT, AttachedPolicy, Group, PolicyKind, Role, User

if TYPE_CHECKING:
    from rolecast.guardrails.escapes import Proof

MOST_CHARACTERS = 300_000
"""Twice the length of AWS's longest managed policy. Rules compare parts of a policy with each other."""

MOST_COMPARED = 2_000
"""Maximum number of entries in a list to compare with each other: more than fit in a customer managed policy."""

TOGETHER = 16
"""Number of subjects that a rule checks before the next one; results that several rules need are kept for as many."""


class UnreadPolicy(NamedTuple):
    """A policy with an invalid grammar, and its errors."""

    policy: str | None
    faults: tuple[Fault, ...]


class OpenTexts(NamedTuple):
    """The expressions in a policy whose values are unknown."""

    policy: CheckedPolicy
    expressions: tuple[str, ...]


class Places(NamedTuple):
    """The positions of the parts of a role in its file."""

    role: Place
    activities: Mapping[str, Place] = {}


@dataclass(frozen=True, eq=False)
class Subject:
    """A subject of rules.

    `policies` are checked; `attached` policies, which others maintain, only count for their access. `boundary` is None
    if there is none. `unavailable` names policies that apply and whose text is unknown.
    """

    source: str
    policies: tuple[CheckedPolicy, ...] = ()
    attached: tuple[CheckedPolicy, ...] = ()
    boundary: CheckedPolicy | None = None
    unavailable: tuple[str, ...] = ()
    unread: tuple[UnreadPolicy, ...] = ()
    open_texts: tuple[OpenTexts, ...] = ()
    role: Role | None = None
    named: Place | None = None
    """Its position in the source, if that is not the beginning of its only policy."""
    quotas: Quotas = field(default_factory=Quotas)
    origins: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """The activities of each statement, by policy."""
    activity_places: Mapping[str, Place] = field(default_factory=dict)
    activities: tuple[Activity, ...] = ()
    """The activities that the role consists of, if known."""
    regions: tuple[str, ...] = ()
    """Further existing regions: newer ones listed in the source, and the role's own."""
    others: Mapping[str, Subject] = field(default_factory=dict)
    """The roles of the same file by ARN, including the subject's own."""

    @property
    def place(self) -> Place | None:
        return self.named or (self.policies[0].place if len(self.policies) == 1 and not self.role else None)

    @cached_property
    def statements(self) -> tuple[CheckedStatement, ...]:
        """All checked statements, including those of trust and resource policies."""
        return tuple(statement for policy in self.policies for statement in self._statements(policy))

    @cached_property
    def conditional(self) -> tuple[CheckedStatement, ...]:
        """The `statements` with conditions."""
        return tuple(statement for statement in self.statements if statement.conditions)

    @cached_property
    def trusting(self) -> tuple[CheckedStatement, ...]:
        """The Allows of trust policies."""
        return tuple(each for each in self.statements if each.is_allow and each.policy.type is PolicyType.TRUST)

    @cached_property
    def naming_principals(self) -> tuple[CheckedStatement, ...]:
        """The `statements` with a Principal or NotPrincipal."""
        return tuple(each for each in self.statements if each.statement.principals or each.statement.not_principals)

    @cached_property
    def granting(self) -> tuple[CheckedStatement, ...]:
        """The statements of identity policies."""
        return tuple(statement for statement in self.statements if statement.policy.is_identity)

    @cached_property
    def granting_or_attached(self) -> tuple[CheckedStatement, ...]:
        """The statements of identity policies, including attached ones."""
        return (*self.granting, *(each for policy in self.attached for each in self._statements(policy)))

    @cached_property
    def grants(self) -> Grants:
        """The access that all identity policies together allow."""
        bounding = None if self.boundary is None else tuple(self._statements(self.boundary))
        return Grants(self.granting_or_attached, bounding)

    @cached_property
    def proofs(self) -> list[Proof]:
        """The proofs of the role's guardrails, with every statement that violates one."""
        if self.role is None or self.role.recipe is None or not self.role.recipe.guarding:
            return []
        from rolecast.guardrails.guardrail import guardrails_of  # imported here: few roles have any
        from rolecast.guardrails.proof import prove

        return prove(self.role, guardrails_of(self.role), every=True)

    def is_shipped(self, activities: Iterable[str]) -> bool:
        """Whether Rolecast ships a statement of these activities: there are some, and none is a team's own."""
        own = {activity.id for activity in self.activities if activity.source is ActivitySource.OWN}
        of = tuple(activities)
        return bool(of) and all(each in CATALOGUE.activity_ids and each not in own for each in of)

    def is_own(self, checked: CheckedStatement) -> bool:
        """Whether the statement is checked, that is, not one of an attached policy."""
        return checked.policy in self.policies

    def touches(self, prefix: str) -> bool:
        """Whether any Allow names actions of the service, or everything, or has a NotAction."""
        return bool(self._allowed_prefixes & {prefix, "*"})

    @cached_property
    def _allowed_prefixes(self) -> frozenset[str]:
        allows = [checked for checked in self.granting_or_attached if checked.is_allow]
        named = {prefix for checked in allows for prefix in checked.prefixes}
        return frozenset(named | {"*"} if any(checked.statement.not_actions for checked in allows) else named)

    @cached_property
    def knows_all_grants(self) -> bool:
        """Whether all identity policies are known, so that an action without an Allow is denied."""
        return not self.unavailable and not self.unread and any(policy.is_identity for policy in self.policies)

    def _statements(self, policy: CheckedPolicy) -> Iterator[CheckedStatement]:
        origins = self.origins.get(policy.name, ())
        for index, statement in enumerate(policy.document.statements):
            activities = origins[index] if index < len(origins) else ()
            named = self.activity_places.get(activities[0]) if activities else None
            yield CheckedStatement(policy, index, statement, activities, named)


def of_document(
    document: Document, source: str | None = None, name: str | None = None, kind: PolicyKind | None = None
) -> Subject:
    """The subject of a single policy document. `name` is its name if the source has several."""
    source = source or document.source
    policy = CheckedPolicy(name or source, document, source, kind=kind)
    if openings.is_unknown(document):
        return Subject(source, unavailable=(policy.name,), named=policy.place)
    if document.faults:
        return Subject(source, unread=(UnreadPolicy(name, document.faults),), named=policy.place)
    if document.size > MOST_CHARACTERS:
        message = f"a document of {document.size:,} characters is not looked into; up to {MOST_CHARACTERS:,} are"
        return Subject(source, unread=(UnreadPolicy(name, (Fault(policy.place, message),)),), named=policy.place)
    return Subject(source, (policy,), open_texts=tuple(_open_texts([policy])))


def of_role(
    role: Role, source: str | None = None, places: Places | None = None, quotas: Quotas | None = None
) -> Subject:
    """The subject of a role. Unknown parts of its environment remain as placeholders such as `{{account}}`."""
    source = source or role.name
    role = role.fill(role.environment.values)
    reader = _RoleReader(role, source, places.role if places else None)
    policies = tuple(reader.own())
    known = {each: reader.managed(each) for each in filter(None, (*role.attached, role.permissions_boundary))}
    return Subject(
        source,
        policies,
        tuple(policy for each in role.attached if (policy := known[each]) is not None),
        known[role.permissions_boundary] if role.permissions_boundary else None,
        (*reader.unknown, *(each.arn for each, policy in known.items() if policy is None)),
        tuple(reader.unread),
        tuple(_open_texts(policies)),
        role,
        places.role if places else None,
        quotas or Quotas(),
        {policy.name: policy.origins for policy in role.policies},
        places.activities if places else {},
        regions=(role.environment.region,) if role.environment.region else (),
    )


def of_attached(principal: User | Group, source: str, place: Place | None) -> Subject:
    """The subject of a user's or group's managed policies whose text is not in the source.

    Its other policies are separate subjects.
    """
    boundary = principal.permissions_boundary if isinstance(principal, User) else None

    def checked(attached: AttachedPolicy) -> CheckedPolicy | None:
        document = attached.document
        if document is None or document.faults:
            return None
        return CheckedPolicy(f"{principal.key or principal.name}/{attached.name}", document, source, named=place)

    known = {each: checked(each) for each in principal.attached if each.text is None}
    bounding = checked(boundary) if boundary else None
    return Subject(
        source,
        attached=tuple(policy for policy in known.values() if policy is not None),
        boundary=bounding,
        unavailable=tuple(each.arn for each, policy in known.items() if policy is None),
        named=place,
    )


class _RoleReader:
    """Reads the policies of one role."""

    def __init__(self, role: Role, source: str, place: Place | None) -> None:
        self._role = role
        self._source = source
        self._place = place
        self.unread: list[UnreadPolicy] = []
        self.unknown: list[str] = []

    def own(self) -> Iterator[CheckedPolicy]:
        for policy in self._role.policies:
            yield from self._policy(policy.name, policy.document, policy.kind)
        yield from self._policy("trust policy", self._role.trust_policy)

    def managed(self, attached: AttachedPolicy) -> CheckedPolicy | None:
        """The policy; None if its text is unknown or invalid."""
        document = attached.document
        if document is None or document.faults:
            return None
        return CheckedPolicy(attached.name, document, self._source, self._role.key, named=self._place)

    def _policy(self, name: str, document: Document, kind: PolicyKind | None = None) -> Iterator[CheckedPolicy]:
        if openings.is_unknown(document):
            self.unknown.append(name)
            return
        if document.faults:
            self.unread.append(UnreadPolicy(name, document.faults))
            return
        yield CheckedPolicy(name, document, self._source, self._role.key, kind, self._place)


def _open_texts(policies: Iterable[CheckedPolicy]) -> Iterator[OpenTexts]:
    """The open texts of policies, without those of every template, such as its account and region."""
    for policy in policies:
        names = openings.names(policy.document) - LONGEST_ENVIRONMENT.keys()
        if names:
            yield OpenTexts(policy, tuple(sorted(policy.document.open[name] for name in names)))
