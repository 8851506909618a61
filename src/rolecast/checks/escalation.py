"""Privilege escalation by a subject, with the statements that open the ways."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rolecast.access.escalation import Escalation, EscalationFinder, WayTarget
from rolecast.access.holders import NO_TRUST
from rolecast.access.permissions import needed_by
from rolecast.access.ways import Way, WayKind
from rolecast.checks.statements import CheckedPolicy, CheckedStatement
from rolecast.checks.subjects import TOGETHER, Subject
from rolecast.iam import formats
from rolecast.iam.policies import StatementRef
from rolecast.role import AttachedPolicy, Policy, PolicyKind, Role

# Activities whose purpose is a way: they let people change any pipeline.
_PURPOSES = {"update-pipeline": frozenset({"manage-pipelines", "schedule-pipelines"})}


class OpenWay(NamedTuple):
    """A way that is open for more than named targets, and a statement that opens it."""

    way: Way
    opening: CheckedStatement


def by_statement(subject: Subject, kind: WayKind) -> dict[CheckedStatement, tuple[str, ...]]:
    """The open ways of one kind, as findings list them, by the statement that opens them."""
    found: dict[CheckedStatement, tuple[str, ...]] = {}
    for way, opening in open_ways(subject):
        if way.kind is kind:
            found[opening] = (*found.get(opening, ()), way.text)
    return found


@lru_cache(maxsize=TOGETHER)
def complete(subject: Subject) -> tuple[Escalation, ...]:
    """The ways that are open to the subject, with any targets."""
    finder = _finder(subject)
    return tuple(finder.escalations()) if finder else ()


@lru_cache(maxsize=TOGETHER)
def _finder(subject: Subject) -> EscalationFinder | None:
    allows = (checked.statement for checked in subject.granting_or_attached if checked.is_allow)
    if not any(needed_by(allow.actions, allow.not_actions) for allow in allows):
        return None  # the usual case
    return EscalationFinder(_role(subject))


@lru_cache(maxsize=TOGETHER)
def open_ways(subject: Subject) -> tuple[OpenWay, ...]:
    """The ways to roles, users, policies or resources of any name, or to the role itself.

    Empty for a subject with a statement that allows everything, which is worse than any of them.
    """
    finder = None if has_full_access(subject) else _finder(subject)
    ways = finder.escalations_to_any_name() if finder else ()
    if not ways:
        return ()
    checked = {(each.policy.name, each.index): each for each in reversed(subject.granting_or_attached)}
    found: dict[OpenWay, None] = {}
    for way, targets, _ in ways:
        purposes = _PURPOSES.get(way.id, frozenset())
        for target in targets:
            for opening in _openings(way, target, checked):
                if purposes.isdisjoint(opening.activities):
                    found[OpenWay(way, opening)] = None
    return tuple(found)


def _openings(way: Way, target: WayTarget, checked: dict[tuple[str, int], CheckedStatement]) -> list[CheckedStatement]:
    """The statements that open the target on their own without limiting its name.

    If several actions have the same target, only the first statement is returned.
    """
    statements = [found for ref in target.statements if (found := _find(ref, checked))]
    if way.kind is WayKind.EXISTING_RESOURCE and len(way.actions) > 1:
        statements = statements[:1]
    if target.is_any or (target.is_own and way.kind is WayKind.IAM):
        return statements
    # A Deny exempts a name, and no Allow names it.
    return [each for each in statements if way.kind is WayKind.IAM and _is_open(each, way)]


def _find(ref: StatementRef, checked: dict[tuple[str, int], CheckedStatement]) -> CheckedStatement | None:
    return checked.get((ref.policy, ref.statement))


def _is_open(checked: CheckedStatement, way: Way) -> bool:
    service, _, kind = way.target.partition(":")
    resources = checked.statement.resources
    return resources is None or any(formats.is_any(each, service, f"{kind}/${{Name}}") for each in resources)


def _role(subject: Subject) -> Role:
    """The subject in the shape of a role with the checked documents."""
    own = subject.role or _UNKNOWN
    kinds = {policy.name: policy.kind for policy in own.policies}
    return replace(
        own,
        policies=tuple(
            Policy(policy.name, kinds.get(policy.name, PolicyKind.INLINE), policy.document)
            for policy in subject.policies
            if policy.is_identity
        ),
        attached=tuple(map(_attached, subject.attached)),
        permissions_boundary=_attached(subject.boundary) if subject.boundary else None,
    )


def _attached(policy: CheckedPolicy) -> AttachedPolicy:
    return AttachedPolicy(policy.name, policy.document)


_UNKNOWN = Role("policy", "{{name}}", NO_TRUST)
"""The role of a single policy."""


def has_full_access(subject: Subject) -> bool:
    """Whether a statement allows everything, regardless of Deny statements and the boundary."""
    return any(map(is_full_access, subject.granting_or_attached))


def is_full_access(checked: CheckedStatement) -> bool:
    """Whether it is an Allow of every action on every resource, without conditions."""
    return checked.is_allow and checked.is_everywhere and not checked.statement.conditions and "*" in checked.prefixes
