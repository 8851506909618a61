"""Possible callers and accounts of resources: one for each case that policies can distinguish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import clauses, decision, patterns
from rolecast.iam.comparison import languages
from rolecast.iam.comparison.languages import ANY_ARN, HOME, Arns, TextSet
from rolecast.iam.comparison.models import Scope
from rolecast.iam.decision import Protection, Situation
from rolecast.iam.patterns import ArnPattern
from rolecast.iam.principals import ANONYMOUS, Principal, PrincipalType, identify
from rolecast.iam.requests import Request

AWAY = "444455556666"
"""The other account, if policies only name `HOME`."""

_STAR = (languages.STAR,)


class ActionTraits(NamedTuple):
    """The traits of an action that determine its possible callers and resources, apart from the statements about it.

    `service` is its prefix if statements distinguish requests of that service, otherwise empty.
    """

    service: str = ""
    protections: tuple[Protection, ...] = (Protection.NONE,)
    """The possible protections of resources, most likely first: a key's or role's own policy always counts."""
    owned_by_aws: tuple[ArnPattern, ...] = ()
    is_free_for_users: bool = False
    """Whether users and root users need no permission for it."""

    @property
    def owned(self) -> tuple[TextSet, ...]:
        """The resources that only AWS may change."""
        return tuple(found for arn in self.owned_by_aws for found in languages.arns(arn))


@dataclass(frozen=True, eq=False)
class CallerCase:
    """A caller, and the account of the resource. `principal` is None if only the policies are evaluated."""

    principal: str | None
    resource_account: str | None
    service: str
    situation: Situation
    scope: Scope

    def account_of(self, resource: str) -> str | None:
        """The account of a resource that the caller requests."""
        if not self.situation.is_cross_account:
            return self.resource_account
        return Request("", resource).resource_account or self.resource_account


def anybody(foreign: tuple[TextSet, ...], kind: ActionTraits) -> CallerCase:
    """A caller to whom the policies apply, with resources in the same account. `foreign` are resources that are not
    ARNs.
    """
    scope = _scope(_sorts((ANY_ARN,), _STAR, foreign), kind.owned, ("", kind.service))
    return CallerCase(None, None, kind.service, Situation(), scope)


def callers(
    principal: str, foreign: tuple[TextSet, ...], kind: ActionTraits, resource: str | None = None
) -> Iterator[CallerCase]:
    """The cases of a principal: resources in its account, and in another if that matters, or only `resource`."""
    asking = identify(principal)
    if kind.is_free_for_users and asking.type in (PrincipalType.USER, PrincipalType.ACCOUNT):
        return
    owned = decision.situation_of(asking, None, Protection.OWNED_BY_AWS)
    for protection in kind.protections:
        is_guarded = protection is Protection.GUARDED
        for account in _accounts(asking, resource):
            outside = kind.owned if owned.is_refused else ()
            if Protection.GUARDED in kind.protections and not is_guarded:
                outside = (*outside, *_GUARDED)
            situation = decision.situation_of(asking, account, protection)
            sorts: list[tuple[TextSet, ...]]
            if resource is not None:
                sorts, outside = [(languages.literal(resource),)], ()
            elif account is None:
                sorts = [_arns("*", is_guarded), _STAR]
            elif situation.is_cross_account:
                sorts = [_arns(each, is_guarded) for each in (account, "", "*")]
                outside = (*outside, *_arns(asking.account, is_guarded=False))
            else:
                sorts = [*(_arns(each, is_guarded) for each in (asking.account, "", "aws")), _STAR]
            scope = _scope(_sorts(*sorts, () if resource else foreign), outside, (asking.partition, kind.service))
            yield CallerCase(principal, account, kind.service, situation, scope)


def principals(named: Iterable[Principal], resource: str | None = None, home: str = HOME) -> dict[str, str | None]:
    """The ARNs and names of the principals in policies, and one example of each other kind with a description.

    `home` is the account if the policies name none.
    """
    ordered = sorted(set(named), key=repr)
    found: dict[str, str | None] = {text: None for each in ordered for text in _spelled(each)}
    accounts = dict.fromkeys(each.account for each in ordered if each.account)
    owner = resource and Request("", resource).resource_account
    if owner:
        accounts[owner] = None
    partitions = {each.account: each.partition for each in ordered if each.partition}
    if not accounts:
        accounts[home] = None
    outside = next(each for each in (AWAY, HOME, "777788889999") if each not in accounts)
    for account in (*accounts, outside):
        meant = "any principal of another account" if account == outside else f"principals of account {account}"
        for text in _strangers(account, partitions.get(account, "aws")):
            found.setdefault(text, meant)
    found.setdefault("example.amazonaws.com", "any service")
    found.setdefault(ANONYMOUS, "requests without credentials")
    return found


def _strangers(account: str, partition: str) -> Iterator[str]:
    yield f"arn:{partition}:iam::{account}:root"
    for name in ("example", "AWSServiceRoleForExample"):
        yield f"arn:{partition}:sts::{account}:assumed-role/{name}/example"
    for kind in ("user", "role"):
        yield f"arn:{partition}:iam::{account}:{kind}/example"
    yield f"arn:{partition}:sts::{account}:federated-user/example"


def _accounts(asking: Principal, resource: str | None) -> tuple[str | None, ...]:
    """The accounts of resources that a principal may request: its own and another; None if it does not matter."""
    if resource is not None:
        return (Request("", resource).resource_account,)
    if not asking.account:
        return (None,)
    return asking.account, AWAY if asking.account != AWAY else HOME


def _spelled(named: Principal) -> Iterator[str]:
    partition = named.partition or "aws"
    match named.type:
        case PrincipalType.ROLE:
            yield f"arn:{partition}:iam::{named.account}:role/{named.name}"
            yield f"arn:{partition}:sts::{named.account}:assumed-role/{named.role}/example"
        case PrincipalType.SESSION:
            yield f"arn:{partition}:sts::{named.account}:assumed-role/{named.name}"
            yield f"arn:{partition}:sts::{named.account}:assumed-role/{named.role}/example"
        case PrincipalType.USER:
            yield f"arn:{partition}:iam::{named.account}:user/{named.name}"
        case PrincipalType.FEDERATED_USER:
            yield f"arn:{partition}:sts::{named.account}:federated-user/{named.name}"
        case PrincipalType.SERVICE:
            yield named.name
        case PrincipalType.ACCOUNT | PrincipalType.EVERYONE | PrincipalType.ANONYMOUS | PrincipalType.OTHER:
            return  # account examples are added separately; no caller is known to be one of the others


def _arn(service: str, region: str, account: str, rest: str) -> Arns:
    parts = ("arn", "?*", service, region, account, rest)
    return Arns(ArnPattern(tuple(map(patterns.pattern, parts))))


def _arns(account: str, is_guarded: bool) -> tuple[TextSet, ...]:
    if is_guarded:
        return _arn("kms", "*", account, "key/*"), _arn("iam", "", account, "role/*")
    return (_arn("?*", "*", account, "?*"),)


_GUARDED = _arns("*", is_guarded=True)


@lru_cache(maxsize=256)
def _scope(sorts: tuple[tuple[TextSet, ...], ...], outside: tuple[TextSet, ...], asked: clauses.Scope) -> Scope:
    """The same scope object for all callers that can request the same resources, so that they share one search."""
    return Scope(sorts, outside=outside, asked=asked)


def _sorts(*sorts: tuple[TextSet, ...]) -> tuple[tuple[TextSet, ...], ...]:
    return tuple(filter(None, sorts))
