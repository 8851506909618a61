"""Privilege escalation: the ways by which a role can get more permissions than its policies grant, on which targets and
by which statements.

The engine decides every action of a way on the resources that the role's own statements name and on one with a made-up
name. Condition keys for the role, resource or policy of a call get no value, as in a request without them; calls that
attach policies are also tried with AWS's policies for full access. All other conditions, such as on an instance type, a
VPC or multi-factor authentication, are assumed to be met. The role's identity is known, and its policies alone
give no access to other accounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from rolecast.access import holders
from rolecast.access.permissions import USER, Choices, Permissions, needed_by
from rolecast.access.policies import policies_of
from rolecast.access.ways import BECOMING_USER, PASS_ROLE, WAYS, Way, WayKind
from rolecast.iam import formats, patterns, services, templates
from rolecast.iam.policies import StatementRef
from rolecast.iam.statements import Effect
from rolecast.iam.variables import WILD
from rolecast.role import Role

# A name that nobody uses: a statement that matches it matches every name.
_PROBE = "rolecast-probe"
_OWN_USER = f"/{USER}"
_USERNAME = re.compile(r"\$\{\s*aws:username\s*\}", re.IGNORECASE)
_ANYWHERE = {"partition": "aws", "service": "*", "region": "us-east-1", "account": "123456789012"}
_ATTACHING = frozenset({"iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"})
_ALL_OR_ALL_OF_IAM = ("AdministratorAccess", "IAMFullAccess")


class WayTarget(NamedTuple):
    """A target of a way: a resource pattern from the role's policies, or the role itself.

    `is_any`: not limited to certain names. `is_own`: the role or user itself, or one of its policies.
    `statements` allow the actions on it.
    """

    pattern: str
    is_any: bool
    is_own: bool
    statements: tuple[StatementRef, ...]


class Escalation(NamedTuple):
    """An open way with the targets that it reaches and the statements that allow its other actions."""

    way: Way
    targets: tuple[WayTarget, ...]
    others: tuple[StatementRef, ...]

    @property
    def statements(self) -> tuple[StatementRef, ...]:
        """All statements that the way uses."""
        found = (ref for target in self.targets for ref in target.statements)
        return tuple(dict.fromkeys((*found, *self.others)))


_Slot = tuple[str, ...]
"""The ARN formats of a resource type, which services may share; empty for an action without resource types."""


class _Candidate(NamedTuple):
    """A resource to try, with the pattern that it matches, and whether any name would do."""

    pattern: str
    resource: str
    is_any: bool


class EscalationFinder:
    """Finds the ways that are open to a role: all of its policies together must allow every action of a way.

    The role's texts may contain placeholders such as `{{account}}`. Ignores policies whose text is unknown, resource
    policies and SCPs.
    """

    def __init__(self, role: Role) -> None:
        self._role = role
        self._policies = policies_of(role)
        self._statements = [
            statement
            for _, document in self._policies.identity
            for statement in (document.statements if document else ())
        ]
        self._allows = [
            (statement, needed)
            for statement in self._statements
            if statement.effect is Effect.ALLOW and (needed := needed_by(statement.actions, statement.not_actions))
        ]
        self._named = frozenset().union(*(needed for _, needed in self._allows))
        """The actions used by ways that an Allow is about."""
        self._known = role.environment.values
        self._place = _known_place(self._known)
        self._is_principal = holders.is_principal(role)
        self._found: dict[tuple[_Slot, tuple[str, ...], bool], list[_Candidate]] = {}
        self._whole: list[Escalation] | None = None

    def escalations(self) -> list[Escalation]:
        """All open ways."""
        if self._whole is None:
            self._whole = self._all(to_any_name=False)
        return self._whole

    def escalations_to_any_name(self) -> list[Escalation]:
        """The open ways; those that pass a role or use an existing resource only with targets of any name."""
        if self._whole is None:
            return self._all(to_any_name=True)  # there are fewer candidates to try
        return [found for each in self._whole if (found := _to_any_name(each)) is not None]

    def _all(self, *, to_any_name: bool) -> list[Escalation]:
        ways = _ways_with(self._named)
        return [found for way in ways if (found := self._find(way, to_any_name=to_any_name)) is not None]

    @cached_property
    def _own(self) -> tuple[str, ...]:
        """The ARNs of the role or user itself and of all its policies."""
        role = self._role
        own = (role.arn,) if self._is_principal else ()
        arns = (*own, *role.managed, *(each.arn for each in role.attached))
        return tuple(templates.fill(arn, self._known) for arn in arns)

    @cached_property
    def _permissions(self) -> Permissions:
        return Permissions(self._role, self._policies)

    def _find(self, way: Way, *, to_any_name: bool) -> Escalation | None:
        slots = _slots(way)
        meant = _formats(way.target)
        of_any_name = to_any_name and way.kind is not WayKind.IAM
        if not self._candidates(meant, slots[meant], of_any_name=of_any_name):
            return None
        others: list[StatementRef] = []
        for slot, actions in slots.items():
            if slot != meant:
                granted = next(self._targets(way, slot, actions), None)
                if granted is None:
                    return None
                others += granted.statements
        found = self._targets(way, meant, slots[meant], of_any_name=of_any_name)
        targets = tuple(each for each in found if _is_gain(way, each))
        return Escalation(way, targets, tuple(dict.fromkeys(others))) if targets else None

    def _targets(
        self, way: Way, slot: _Slot, actions: tuple[str, ...], *, of_any_name: bool = False
    ) -> Iterator[WayTarget]:
        """The targets of one resource type on which all actions are allowed: each pattern once, first those of any
        name.
        """
        seen = set()
        for pattern, resource, is_any in self._candidates(slot, actions, of_any_name=of_any_name):
            if pattern in seen:
                continue
            granted = [self._allowing(way, action, resource) for action in actions]
            if all(granted):
                seen.add(pattern)
                refs = tuple(dict.fromkeys(ref for each in granted for ref in each))
                yield WayTarget(pattern, is_any, resource in self._own or resource.endswith(_OWN_USER), refs)

    def _allowing(self, way: Way, action: str, resource: str) -> tuple[StatementRef, ...]:
        return self._permissions.allowing(action, resource, _choices(way, action, self._place[0]))

    def _candidates(self, slot: _Slot, actions: tuple[str, ...], *, of_any_name: bool) -> list[_Candidate]:
        """The resources of a type to try, those of any name first."""
        key = slot, actions, of_any_name
        if key not in self._found:
            self._found[key] = self._look_for(slot, actions, of_any_name=of_any_name)
        return self._found[key]

    def _look_for(self, slot: _Slot, actions: tuple[str, ...], *, of_any_name: bool) -> list[_Candidate]:
        if not slot:
            return [_Candidate("*", "*", True)]
        found = [
            _Candidate(pattern, resource, is_any)
            for pattern in self._patterns(actions, of_any_name=of_any_name)
            for form in slot
            for resource, is_any in _resources(self._of_holder(pattern), form, self._place, of_any_name=of_any_name)
            if self._is_at_home(resource)
        ]
        return sorted(dict.fromkeys(found), key=lambda each: not each.is_any)

    def _is_at_home(self, resource: str) -> bool:
        """Whether a resource is in the role's own partition and account, as far as these are known.

        Roles of another account cannot be passed or changed, and its other resources need a resource policy.
        """
        _, partition, _, _, account, _ = resource.split(":", 5)
        places = ("partition", partition), ("account", account)
        return all(not given or given in self._known.get(name, [given]) for name, given in places)

    def _of_holder(self, pattern: str) -> str:
        """The pattern with a user name for `${aws:username}`, if the policies' principal is unknown.

        Role sessions have no user name; for a user, its own ARN is tried as well.
        """
        return pattern if self._is_principal else _USERNAME.sub(USER, pattern)

    def _patterns(self, actions: tuple[str, ...], *, of_any_name: bool) -> list[str]:
        """The resource patterns of Allows of the actions and the exceptions of Denies; also the role's own ARNs, which
        are names, unless `of_any_name`.
        """
        allows = {
            id(statement): statement for action in actions for statement, needed in self._allows if action in needed
        }
        named = [text for statement in allows.values() for text in statement.resources or ("*",)]
        return list(dict.fromkeys((*named, *self._spared, *(() if of_any_name else self._own))))

    @cached_property
    def _spared(self) -> tuple[str, ...]:
        denies = (statement for statement in self._statements if statement.effect is Effect.DENY)
        return tuple([text for deny in denies for text in deny.not_resources or ()])


@lru_cache(maxsize=8_192)
def _resources(pattern: str, form: str, known: tuple[str, ...], *, of_any_name: bool) -> tuple[tuple[str, bool], ...]:
    """Resources of an ARN format that match the pattern: one with a made-up name, one with the name in the pattern."""
    if "${" in pattern:  # only a request determines its variables
        return ()
    whole = patterns.completed(pattern)
    is_wild = "*" in whole or "?" in whole
    if of_any_name and not is_wild:
        return ()
    given, wanted = _parts(whole), form.split(":", 5)
    head = ":".join(("arn", *map(_place, wanted[1:5], given[1:5], known)))
    glob = patterns.pattern(whole)
    probe = f"{head}:{WILD.sub(_PROBE, wanted[5])}"
    found = ((probe, True),) if is_wild and patterns.matches(glob, probe) else ()
    if of_any_name:
        return found
    named = WILD.sub(_PROBE, given[5]).replace("?", "x")
    read = formats.read(form, "")
    if read is not None and formats.meets(named, read) and patterns.matches(glob, f"{head}:{named}"):
        return (*found, (f"{head}:{named}", False))
    return found


@cache
def _choices(way: Way, action: str, partition: str) -> Choices:
    """The contexts that open the way for the action: the service that gets the role, or the policy that is attached."""
    if action == PASS_ROLE:
        return tuple((("iam:PassedToService", service),) for service in way.services)
    attached = _ALL_OR_ALL_OF_IAM if action in _ATTACHING else ()
    return ((), *((("iam:PolicyARN", f"arn:{partition}:iam::aws:policy/{name}"),) for name in attached))


@lru_cache(maxsize=1_024)
def _ways_with(named: frozenset[str]) -> tuple[Way, ...]:
    """The ways for which these actions suffice."""
    return tuple(way for way in WAYS if named.issuperset(way.needed))


def _is_gain(way: Way, target: WayTarget) -> bool:
    """Whether the target adds permissions. Passing the role itself or becoming the same user does not."""
    return not (target.is_own and (way.kind is WayKind.PASSED_ROLE or way.id in BECOMING_USER))


def _to_any_name(found: Escalation) -> Escalation | None:
    """The way with only its targets of any name, if it passes a role or uses an existing resource."""
    if found.way.kind is WayKind.IAM:
        return found
    targets = tuple(target for target in found.targets if target.is_any)
    return found._replace(targets=targets) if targets else None


def _parts(whole: str) -> list[str]:
    parts = whole.split(":", 5)
    return parts if len(parts) == 6 else ["*"] * 6


def _place(wanted: str, given: str, known: str) -> str:
    """A part of an ARN: from the format, the known value if the pattern allows it, or from the pattern."""
    if "${" not in wanted:
        return wanted
    if patterns.matches(patterns.pattern(given), known):
        return known
    return WILD.sub("x", given).replace("?", "x")


def _known_place(values: templates.Fillings) -> tuple[str, ...]:
    """The partition, service, region and account of resources that no statement limits to others."""
    return tuple(values[name][0] if name in values else text for name, text in _ANYWHERE.items())


@cache
def _slots(way: Way) -> dict[_Slot, tuple[str, ...]]:
    """The resource types on which the way's actions must be allowed, with the actions of each."""
    found: dict[_Slot, tuple[str, ...]] = {}
    for action in way.needed:
        for slot in _slots_of(action, way):
            found[slot] = (*found.get(slot, ()), action)
    return found


def _slots_of(action: str, way: Way) -> list[_Slot]:
    prefix, _, name = action.partition(":")
    service = services.service(prefix)
    assert service is not None
    typed = [
        (service.resource_types[each.name.lower()].arns, each.required)
        for each in service.actions[name.lower()].resources
        if each.name not in way.never
    ]
    meant = _formats(way.target)
    return [slot for slot, is_required in typed if is_required or slot == meant] or [()]


def _formats(target: str) -> _Slot:
    prefix, _, name = target.partition(":")
    service = services.service(prefix)
    assert service is not None
    return service.resource_types[name.lower()].arns
