"""Audits principals: the catalogue's activities that they have, and their access beyond these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

from rolecast.access.holders import NO_TRUST, as_role
from rolecast.access.trusted import TRUST
from rolecast.audits import numbering
from rolecast.audits.activities import Match, Matcher
from rolecast.audits.excess import beyond
from rolecast.audits.forms import Home
from rolecast.audits.graph import GraphBuilder, Links, links
from rolecast.audits.results import Audit, Audited, Beyond, Path, PrincipalKind, Proposal, Trusted
from rolecast.audits.statements import MOST_KEPT, Held, Reader
from rolecast.checks import escalation, rulebook
from rolecast.checks.check import check
from rolecast.checks.findings import Finding, Severity, Suppression
from rolecast.checks.rulebook import Rule
from rolecast.checks.subjects import Places, Subject, of_role
from rolecast.iam import action_sets
from rolecast.iam.data import date
from rolecast.iam.documents import Document
from rolecast.iam.kept import Kept
from rolecast.iam.statements import Effect
from rolecast.reading.faults import Place
from rolecast.role import Group, Principal, Role, User

_KINDS = {Role: PrincipalKind.ROLE, User: PrincipalKind.USER, Group: PrincipalKind.GROUP}


class Located(NamedTuple):
    """A principal with the name of its source in messages and its position there."""

    principal: Principal
    source: str | None = None
    place: Place | None = None


Proposer = Callable[[Role], Proposal | None]


def audit(
    principals: Iterable[Located], suppressed: Iterable[Suppression] = (), propose: Proposer | None = None
) -> Audit:
    """The access of each principal, and for roles the results of `propose`."""
    auditor = _Auditor(tuple(suppressed), propose)
    accounts: set[str | None] = set()
    found: list[Audited] = []
    for located in principals:
        accounts.add(located.principal.environment.account)
        found.append(auditor.audit(located))
    return Audit(accounts.pop() if len(accounts) == 1 else None, date(), tuple(found), auditor.graph.build())


class _Shared(NamedTuple):
    """The result for principals that differ only in numbers. `audited` lacks details from each one's source."""

    audited: Audited
    has_findings: bool
    links: Links


class _Case:
    """A principal to audit, in the shape of a role with all of its policies, and its findings."""

    def __init__(self, located: Located, suppressed: tuple[Suppression, ...]) -> None:
        self.role = as_role(located.principal)
        self._located = located
        self._suppressed = suppressed

    @cached_property
    def subject(self) -> Subject:
        place = self._located.place
        return of_role(self.role, self._located.source, Places(place) if place else None)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(check(self.subject, self._suppressed, _rules()))


class _Auditor:
    def __init__(self, suppressed: tuple[Suppression, ...], propose: Proposer | None) -> None:
        self._suppressed = suppressed
        self._propose = propose
        self._reader = Reader()
        self._matcher = Matcher()
        self._known: Kept[bytes, numbering.Found[_Shared]] = Kept(MOST_KEPT)
        self.graph = GraphBuilder()

    def audit(self, located: Located) -> Audited:
        principal = located.principal
        case = _Case(located, self._suppressed)
        alike = numbering.numbered(case.role)
        if alike.key not in self._known:
            counted = alike.counted()
            same = case if counted is case.role else _Case(Located(counted), self._suppressed)
            self._known[alike.key] = numbering.Found(self._shared(same))
        shared = self._known[alike.key].own(alike.numbers)
        self.graph.add(principal, shared.links, shared.audited.escalation)
        return shared.audited._replace(
            kind=_KINDS[type(principal)],
            name=_name(principal),
            arn=case.role.arn if isinstance(principal, Role) else principal.arn,
            last_used=principal.last_used if isinstance(principal, Role) else None,
            findings=case.findings if shared.has_findings else (),
            proposal=self._propose(case.role) if self._propose and isinstance(principal, Role) else None,
        )

    def _shared(self, case: _Case) -> _Shared:
        """The result for a principal, and for all whose texts are the same after renumbering."""
        role, subject = case.role, case.subject
        held = self._reader.read(role)
        matches = self._matcher.match(held, _home(role))
        # A role that may do everything cannot escalate, unless a Deny or boundary limits it.
        is_administrator = escalation.has_full_access(subject) and held.actions == action_sets.everything()
        audited = Audited(
            PrincipalKind.ROLE,
            role.name,
            role.arn,
            last_used=None,
            trust=tuple(_trusted(role.trust_policy)),
            activities=tuple(match.granted for match in matches),
            allowed=held.actions.bit_count(),
            is_administrator=is_administrator,
            beyond=_beyond(held, matches),
            escalation=() if is_administrator else tuple(_paths(subject)),
            findings=(),
            unavailable=(*held.unavailable, *_unavailable_trust(role.trust_policy)),
        )
        return _Shared(audited, bool(case.findings), links(role, held))


@cache
def _rules() -> tuple[Rule, ...]:
    """The rules that an audit applies: those on excessive access."""
    return tuple(rule for rule in rulebook.rules() if rule.severity is Severity.SECURITY_WARNING)


def _name(principal: Principal) -> str:
    """The name or, if only a deployment determines it, the name in the source."""
    return principal.key if principal.key and "{{" in principal.name else principal.name


def _home(role: Role) -> Home:
    return tuple((name, texts[0]) for name, texts in role.environment.values.items() if name != "region")


def _trusted(document: Document) -> Iterator[Trusted]:
    """The principals that may assume a role, as far as its trust policy can be read."""
    if document.faults:
        return
    for statement in document.statements:
        if statement.effect is Effect.DENY:
            continue
        keys = tuple(dict.fromkeys(condition.key for condition in statement.conditions))
        assert statement.principals is not None  # a trust policy with NotPrincipal is invalid
        if statement.principals.everyone:
            yield Trusted("AWS", "*", keys)
        for kind, texts in statement.principals.entries:
            yield from (Trusted(kind, text, keys) for text in texts)


def _unavailable_trust(document: Document) -> tuple[str, ...]:
    """The trust policy, if a role has one that cannot be read."""
    return (TRUST,) if document.faults and document.text != NO_TRUST.text else ()


def _beyond(held: Held, matches: tuple[Match, ...]) -> Beyond:
    found = beyond(held, [match.explanation for match in matches])
    services = {prefix: numbers.bit_count() for prefix, numbers in action_sets.by_service(found).items()}
    levels = {level.value: count for level, count in action_sets.count_by_level(found).items()}
    return Beyond(found.bit_count(), services, levels)


def _paths(subject: Subject) -> Iterator[Path]:
    for found in escalation.complete(subject):
        yield Path(
            found.way.id,
            found.way.kind.value,
            tuple(target.pattern for target in found.targets),
            tuple((ref.policy, ref.statement, ref.sid) for ref in found.statements),
        )
