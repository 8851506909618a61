"""Decides whether policies allow a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import clauses, fixed, patterns, principals
from rolecast.iam.actions import ActionIndex
from rolecast.iam.clauses import Clause, Key, Scope
from rolecast.iam.kept import Kept
from rolecast.iam.patterns import ArnPattern
from rolecast.iam.policies import Layer, Policies, StatementRef
from rolecast.iam.principals import Caller, GrantReach, Principal, PrincipalType
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect
from rolecast.iam.variables import Context

_Level = tuple[Layer, int]

MOST_KEPT = 4096
"""Maximum number of plans, and of decisions, that an engine keeps."""


class Answer(Enum):
    """The answer of a decision."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicit-deny"
    IMPLICIT_DENY = "implicit-deny"
    UNKNOWN = "unknown"
    """It depends on a policy that applies and whose text is not available."""


class Decision(NamedTuple):
    """The answer and its reasons.

    `statements` are the deciding statements: every matching Deny for an explicit deny, every matching Allow for an
    allow, none otherwise. `blocked_by` are the layers that deny or do not allow; for an unknown answer, the unknown
    layers. `unavailable` names the policies that an unknown answer depends on, or has the ARN of the resource whose own
    policy is not given. `missing` are condition keys that the context lacks and that a statement about this action and
    resource tests.
    """

    answer: Answer
    statements: tuple[StatementRef, ...] = ()
    blocked_by: tuple[Layer, ...] = ()
    missing: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()


class Protection(Enum):
    """The protection of a resource in addition to the caller's policies."""

    NONE = "none"
    GUARDED = "guarded"
    """Its own policy must always allow: a role's trust policy, a KMS key's policy."""
    OWNED_BY_AWS = "owned by AWS"
    """Only AWS may change it."""


class Situation(NamedTuple):
    """The facts of a request that determine how the layers combine."""

    is_accountless: bool = False
    """Whether the caller is a service, an identity provider or anonymous, so that no account's policies apply."""
    is_anonymous: bool = False
    is_service_linked: bool = False
    is_root: bool = False
    is_federated_user: bool = False
    """Whether the caller is a federated user, whose session has no permissions without a session policy.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
    """
    is_cross_account: bool = False
    protection: Protection = Protection.NONE

    @property
    def is_refused(self) -> bool:
        """Whether the resource denies the request whatever its policy: keys and roles only accept signed requests."""
        return self.protection is Protection.OWNED_BY_AWS or (self.is_anonymous and self.is_guarded)

    @property
    def is_guarded(self) -> bool:
        return self.protection is Protection.GUARDED

    def binds(self, layer: Layer) -> bool:
        if self.is_accountless:
            return layer in (Layer.RCP, Layer.RESOURCE, Layer.ENDPOINT)
        # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
        # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
        return not (self.is_service_linked and layer in (Layer.SCP, Layer.RCP))


_Key = tuple[Situation, tuple[int, ...], tuple[GrantReach, ...], tuple[str, ...]]
"""The situation, the numbers and grants of the matching statements, and the missing keys."""


class _Plan(NamedTuple):
    """The relevant clauses and facts for one action."""

    name: str
    """The action in lower case."""
    clauses: tuple[Clause, ...]
    may_be_guarded: bool
    """Whether the action is for KMS keys or for assuming roles."""
    owned_by_aws: tuple[ArnPattern, ...]
    """The resources on which only AWS can do the action."""

    def protection(self, resource: str) -> Protection:
        if self.may_be_guarded and _is_guarded(resource):
            return Protection.GUARDED
        is_owned = any(patterns.matches_arn(arn, resource) for arn in self.owned_by_aws)
        return Protection.OWNED_BY_AWS if is_owned else Protection.NONE

    def binding(self, situation: Situation) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if situation.binds(clause.ref.layer))


def compile(policies: Policies) -> Engine:  # noqa: A001  # as in `re.compile`
    """An engine that decides requests by `policies`.

    Raises InputError if a document is invalid.
    """
    return Engine(policies)


class Engine:
    """Decides requests by fixed policies. Uses bounded memory, regardless of the number of requests."""

    def __init__(self, policies: Policies) -> None:
        self.policies = policies
        self._levels: set[_Level] = set()
        self._unavailable: dict[_Level, tuple[str, ...]] = {}
        """The names of the unavailable policies."""
        for layer, level, group in policies.levels():
            self._levels.add((layer, level))
            if names := tuple(policy.name for policy in group if policy.document is None):
                self._unavailable[layer, level] = names
        self._entries = tuple(policies.statements())
        self._index = ActionIndex()
        for number, entry in enumerate(self._entries):
            self._index.add(number, entry.statement)
        self._clauses: dict[int, Clause] = {}
        self._plans: Kept[str, _Plan] = Kept(MOST_KEPT)
        self._decisions: Kept[_Key, Decision] = Kept(MOST_KEPT)

    def decide(self, request: Request) -> Decision:
        resource, context = request.resource, request.context
        plan = self._plans.get(request.action) or self._plan(request.action)
        protection = plan.protection(resource)
        has_boundary = bool(self.policies.boundary)
        asked = _asked(plan.name, request.principal, request.resource_account, protection, has_boundary)
        if asked.needs_no_permission:
            return _NEEDS_NO_PERMISSION
        caller, scope, situation = asked.caller, asked.scope, asked.situation
        candidates = plan.clauses
        if situation.is_accountless or situation.is_service_linked:
            candidates = plan.binding(situation)
        matched: tuple[int, ...] = ()
        grants: tuple[GrantReach, ...] = ()
        missing: tuple[str, ...] = ()
        for clause in candidates:
            if clause.asked_by_resources:
                missing += _missing(clause.asked_by_resources, context)
            if not clause.covers(resource, context, scope) or (grant := clause.grant(caller)) is None:
                continue
            if clause.tests:
                missing += _missing(clause.asked_by_tests, context)
                if not clause.holds(context):
                    continue
            matched += (clause.number,)
            if clause.principals is not None and clause.is_grant:
                grants += (grant,)
        key = situation, matched, grants, missing
        decision = self._decisions.get(key) or self._decision(key)
        if decision.answer is Answer.UNKNOWN and Layer.RESOURCE in decision.blocked_by and not self.policies.resource:
            return decision._replace(unavailable=(*decision.unavailable, resource))
        return decision

    def decide_many(self, requests: Iterable[Request]) -> Iterator[Decision]:
        """Yields the decision of each request, without keeping them in memory."""
        return map(self.decide, requests)

    def _plan(self, action: str) -> _Plan:
        """The plan for `action`. Creates its clauses on first use."""
        name = action.lower()
        found = tuple(self._clause(number) for number in self._index.find(name))
        plan = _Plan(name, found, may_be_guarded(name), fixed.owned_by_aws(name))
        self._plans[action] = plan
        return plan

    def _clause(self, number: int) -> Clause:
        if number not in self._clauses:
            self._clauses[number] = clauses.clause(self._entries[number], number)
        return self._clauses[number]

    def _decision(self, key: _Key) -> Decision:
        """The decision if these statements match. Kept, since the same matches give the same decision."""
        situation, matched, grants, missing = key
        combined = self._combine([self._clauses[number] for number in matched], set(grants), situation)
        decision = self._decisions[key] = combined._replace(missing=_once(missing))
        return decision

    def _combine(self, matched: list[Clause], grants: set[GrantReach], situation: Situation) -> Decision:
        denying = tuple(clause.ref for clause in matched if clause.ref.effect is Effect.DENY)
        if denying:
            return Decision(Answer.EXPLICIT_DENY, denying, _ordered(ref.layer for ref in denying))
        allowing = {(clause.ref.layer, clause.level) for clause in matched}
        verdicts = {layer: self._verdict(layer, allowing, situation) for layer in Layer}
        needed = needed_layers(situation, grants)
        if (Layer.RESOURCE, 0) in self._unavailable:  # it may be sufficient on its own
            needed = needed_layers(situation, {GrantReach.DIRECT}) | {Layer.RESOURCE}
        outcome = _all(verdicts[layer] for layer in needed)
        if outcome is False:
            return Decision(Answer.IMPLICIT_DENY, (), _ordered(layer for layer in needed if verdicts[layer] is False))
        unknown = {layer for layer, verdict in verdicts.items() if verdict is None} if outcome is None else set()
        # An unavailable policy may deny, whatever the others allow.
        unknown.update(layer for layer, _ in self._unavailable if situation.binds(layer))
        if unknown:
            named = [names for (layer, _), names in self._unavailable.items() if situation.binds(layer)]
            return Decision(Answer.UNKNOWN, (), _ordered(unknown), unavailable=tuple(dict.fromkeys(sum(named, ()))))
        return Decision(Answer.ALLOW, tuple(clause.ref for clause in matched))

    def _verdict(self, layer: Layer, allowing: Collection[_Level], situation: Situation) -> bool | None:
        """Whether the layer allows on each of its levels; None if that depends on an unavailable policy."""
        if not situation.binds(layer) or (layer is Layer.IDENTITY and situation.is_root):
            return True
        if layer is Layer.RESOURCE and situation.is_refused:
            return False
        levels = [level for level in self._levels if level[0] is layer]
        if not levels:
            match layer:
                case Layer.IDENTITY:
                    return False
                case Layer.RESOURCE:
                    return None if situation.is_guarded else False
                case Layer.SESSION:
                    return not situation.is_federated_user
                case Layer.BOUNDARY | Layer.SCP | Layer.RCP | Layer.ENDPOINT:
                    return True
        return _all(level in allowing or (None if level in self._unavailable else False) for level in levels)


_GUARDED = re.compile(r"arn:[^:]*:(?:kms:[^:]*:[^:]*:key/|iam::[^:]*:role/)")
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
TRUST_ACTIONS = frozenset(
    f"sts:{name}"
    for name in ("assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "setsourceidentity", "tagsession")
)


def may_be_guarded(action: str) -> bool:
    """Whether the action (in lower case) is for KMS keys or for assuming roles."""
    return action.startswith("kms:") or action in TRUST_ACTIONS


def _is_guarded(resource: str) -> bool:
    """Whether `resource` is a KMS key or a role.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    return _GUARDED.match(resource) is not None


class _Asked(NamedTuple):
    """The facts of a request that do not depend on policies."""

    caller: Caller
    scope: Scope
    situation: Situation
    needs_no_permission: bool


_NEEDS_NO_PERMISSION = Decision(Answer.ALLOW)


@lru_cache(maxsize=MOST_KEPT)
def _asked(
    action: str, principal: str | None, account: str | None, protection: Protection, has_boundary: bool
) -> _Asked:
    """The facts of a request. `account` is the resource's account; None if unknown."""
    caller = principals.caller(principal, action.partition(":")[0], has_boundary=has_boundary)
    asking = caller.principal
    situation = situation_of(asking, account, protection)
    return _Asked(caller, clauses.scope(action, caller), situation, fixed.is_always_allowed(action, asking))


def situation_of(asking: Principal | None, account: str | None, protection: Protection) -> Situation:
    """The situation of a request. `account` is the resource's account; None if unknown."""
    if asking is None:
        return Situation(protection=protection)
    # Services and service-linked roles act for AWS itself.
    is_aws = asking.type is PrincipalType.SERVICE or asking.is_service_linked
    return Situation(
        not asking.account,
        asking.type is PrincipalType.ANONYMOUS,
        asking.is_service_linked,
        asking.type is PrincipalType.ACCOUNT,
        asking.type is PrincipalType.FEDERATED_USER,
        account not in (None, asking.account),
        Protection.NONE if is_aws and protection is Protection.OWNED_BY_AWS else protection,
    )


def needed_layers(situation: Situation, grants: Collection[GrantReach]) -> frozenset[Layer]:
    """The layers that must allow, given the `grants` of the resource policy."""
    if situation.is_accountless:
        return frozenset({Layer.RCP, Layer.RESOURCE, Layer.ENDPOINT})
    if situation.is_cross_account:
        return frozenset(Layer)
    always = {Layer.SCP, Layer.RCP, Layer.ENDPOINT}
    if situation.is_guarded or situation.is_refused:
        always.add(Layer.RESOURCE)
    if GrantReach.DIRECT in grants:
        return frozenset(always)
    if GrantReach.ROLE in grants:
        return frozenset(always | {Layer.BOUNDARY, Layer.SESSION})
    return frozenset(always | {Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION})


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    """False if any is False, otherwise None if any is None, otherwise True."""
    seen = set(verdicts)
    return False if False in seen else None if None in seen else True


def _ordered(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    found = set(layers)
    return tuple(layer for layer in Layer if layer in found)


def _missing(asked: tuple[Key, ...], context: Context) -> tuple[str, ...]:
    return tuple([written for key, written in asked if key not in context])


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys, sorted, without duplicates that differ only in case."""
    written = {key.lower(): key for key in sorted(keys, reverse=True)}
    return tuple(written[folded] for folded in sorted(written))
