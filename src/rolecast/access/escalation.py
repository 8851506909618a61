"""Which ways a role has to more permissions than its policies grant, on what, and by which statements.

Every action of a way is decided by the engine, on the resources that the role's own statements name and on one of a
name that nobody gives. Conditions that say which role, resource or policy is meant are put to the engine as a request
without them would be, and what attaches policies also as one for AWS's policies that allow everything; of all others,
such as an instance type, a VPC or multi-factor authentication, it is assumed that whoever uses the role meets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rolecast.access.policies import policies_of
from rolecast.access.ways import PASS_ROLE, WAYS, Way, WayKind
from rolecast.iam import formats, patterns, services, templates
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies, StatementRef
from rolecast.iam.statements import Condition, Effect, Single, Statement, Texts
from rolecast.role import Role

if TYPE_CHECKING:
    from rolecast.iam.decision import Engine

# A name that nobody gives: a statement that matches it matches every name.
_PROBE = "rolecast-probe"
_WILD = re.compile(r"\$\{[^}]*\}|\*+")
_ANYWHERE = {"partition": "aws", "service": "*", "region": "us-east-1", "account": "123456789012"}
_REQUEST = {"aws:viaawsservice": "false", "aws:principalisawsservice": "false"}

# Condition keys that say what is meant. Whoever uses a role cannot choose their values.
_MEANT = frozenset(
    {
        *("aws:viaawsservice", "aws:principalisawsservice", "cloudformation:rolearn", "cloudformation:templateurl"),
        *("codebuild:servicerole", "ec2:instanceprofile", "ecs:cluster", "ecs:container-name", "ecs:task"),
        *("elasticmapreduce:executionrolearn", "glue:rolearn", "lambda:functionarn", "ssm:accessrequestid"),
        *("sagemaker:notebookinstancelifecycleconfigarns", "sagemaker:owneruserprofilearn"),
        "sagemaker:studiolifecycleconfigarns",
    }
)
_ATTACHING = frozenset({"iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"})
_ALL_OR_ALL_OF_IAM = ("AdministratorAccess", "IAMFullAccess")
_MEANT_PREFIXES = ("iam:", "aws:calledvia")


class WayTarget(NamedTuple):
    """What a way reaches: a resource pattern as the role's policies have it, or the role itself.

    It `is_any` if it is not limited to certain names; `statements` are those that allow the actions on it.
    """

    pattern: str
    is_any: bool
    is_own: bool
    statements: tuple[StatementRef, ...]


class Escalation(NamedTuple):
    """A way that is open, with the targets that it reaches and the statements that allow its other actions."""

    way: Way
    targets: tuple[WayTarget, ...]
    others: tuple[StatementRef, ...]

    @property
    def statements(self) -> tuple[StatementRef, ...]:
        """All statements that the way needs."""
        found = (ref for target in self.targets for ref in target.statements)
        return tuple(dict.fromkeys((*found, *self.others)))


def escalations(role: Role, *, to_any_name: bool = False) -> list[Escalation]:
    """The ways that `role` has, whole: every action is allowed, by whatever statements of all its policies.

    With `to_any_name`, ways that pass a role or use what exists have only their targets of any name. The role's texts
    may hold `{{account}}` and the like. Policies whose text is not known count neither way, and what resource policies
    and SCPs say is not known either.
    """
    finder = _Finder(role, to_any_name=to_any_name)
    return [found for way in _ways_with(finder.named) if (found := finder.find(way)) is not None]


_Slot = tuple[str, ...]
"""The ARN formats of a resource type, which services spell alike; none for an action without resource types."""


class _Candidate(NamedTuple):
    """A resource to try, after the pattern that it is within, and whether it is of any name."""

    pattern: str
    resource: str
    is_any: bool


class _Finder:
    """Looks for ways in the policies of one role. The engine is made when one may be open."""

    def __init__(self, role: Role, *, to_any_name: bool) -> None:
        self._role = role
        self._to_any_name = to_any_name
        self._policies = policies_of(role)
        self._statements = [
            statement
            for _, document in self._policies.identity
            for statement in (document.statements if document else ())
        ]
        self._allows = [
            (statement, needed)
            for statement in self._statements
            if statement.effect is Effect.ALLOW and (needed := _needed_by(statement.actions, statement.not_actions))
        ]
        self.named = frozenset().union(*(needed for _, needed in self._allows))
        """The actions that ways need and that an Allow is about."""
        self._place = _known_place(role)
        self._found: dict[tuple[_Slot, tuple[str, ...], bool], list[_Candidate]] = {}

    @cached_property
    def _own(self) -> tuple[str, ...]:
        """The ARNs of the role and of the policies that are its own or attached to it."""
        role = self._role
        arns = (role.arn, *role.managed, *(each.arn for each in role.attached))
        return tuple(templates.fill(arn, role.environment.values) for arn in arns)

    @cached_property
    def _context(self) -> dict[str, str]:
        return {**_REQUEST, **_tags(self._role)}

    @cached_property
    def _engine(self) -> Engine:
        from rolecast.iam.decision import Engine  # few roles have the actions of any way

        return Engine(_as_met(_available(self._policies), _tags(self._role)))

    def find(self, way: Way) -> Escalation | None:
        slots = _slots(way)
        meant = _formats(way.target)
        of_any_name = self._to_any_name and way.kind is not WayKind.IAM
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
        """What all the actions are allowed on, of one resource type, a pattern once, those of any name first."""
        seen = set()
        for pattern, resource, is_any in self._candidates(slot, actions, of_any_name=of_any_name):
            granted = [self._allowing(way, action, resource) for action in actions]
            if pattern not in seen and all(granted):
                seen.add(pattern)
                refs = tuple(dict.fromkeys(ref for each in granted for ref in each))
                yield WayTarget(pattern, is_any, resource in self._own, refs)

    def _allowing(self, way: Way, action: str, resource: str) -> tuple[StatementRef, ...]:
        """The statements of identity policies that allow the action, or none."""
        from rolecast.iam.decision import Answer
        from rolecast.iam.requests import Request

        for chosen in _choices(way, action, self._place[0]):
            decision = self._engine.decide(Request(action, resource, context={**self._context, **chosen}))
            if decision.answer is Answer.ALLOW:
                return tuple(ref for ref in decision.statements if ref.layer is Layer.IDENTITY)
        return ()

    def _candidates(self, slot: _Slot, actions: tuple[str, ...], *, of_any_name: bool) -> list[_Candidate]:
        """Resources of a type to try, those of any name first."""
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
            for resource, is_any in _resources(pattern, form, self._place, of_any_name=of_any_name)
        ]
        return sorted(dict.fromkeys(found), key=lambda each: not each.is_any)

    def _patterns(self, actions: tuple[str, ...], *, of_any_name: bool) -> list[str]:
        """The resource patterns that Allows of the actions name and that Denies spare, and what is the role's own,
        which has a name."""
        allows = {
            id(statement): statement for action in actions for statement, needed in self._allows if action in needed
        }
        named = [text for statement in allows.values() for text in statement.resources or ("*",)]
        denies = [statement for statement in self._statements if statement.effect is Effect.DENY]
        spared = [text for deny in denies for text in deny.not_resources or ()]
        return list(dict.fromkeys((*named, *spared, *(() if of_any_name else self._own))))


@lru_cache(maxsize=8_192)
def _resources(pattern: str, form: str, known: tuple[str, ...], *, of_any_name: bool) -> tuple[tuple[str, bool], ...]:
    """Resources of an ARN format within a pattern: one of a made-up name, and one of the name in the pattern."""
    if "${" in pattern:  # what its variables stand for, only a request can tell
        return ()
    whole = patterns.completed(pattern)
    if of_any_name and "*" not in whole and "?" not in whole:
        return ()
    given, wanted = _parts(whole), form.split(":", 5)
    head = ":".join(("arn", *map(_place, wanted[1:5], given[1:5], known)))
    glob = patterns.pattern(whole)
    probe = f"{head}:{_WILD.sub(_PROBE, wanted[5])}"
    found = ((probe, True),) if patterns.matches(glob, probe) else ()
    if of_any_name:
        return found
    named = _WILD.sub(_PROBE, given[5]).replace("?", "x")
    read = formats.read(form, "")
    if read is not None and formats.meets(named, read) and patterns.matches(glob, f"{head}:{named}"):
        return (*found, (f"{head}:{named}", False))
    return found


def _choices(way: Way, action: str, partition: str) -> Iterator[dict[str, str]]:
    """What a request for the action can say, any of which opens the way: whom a role is passed to, what is attached."""
    if action == PASS_ROLE:
        yield from ({"iam:PassedToService": service} for service in way.services)
        return
    yield {}
    if action in _ATTACHING:
        yield from ({"iam:PolicyARN": f"arn:{partition}:iam::aws:policy/{name}"} for name in _ALL_OR_ALL_OF_IAM)


_NEEDED = frozenset(action for way in WAYS for action in way.needed)


@lru_cache(maxsize=1_024)
def _ways_with(named: frozenset[str]) -> tuple[Way, ...]:
    """The ways that need no other actions."""
    return tuple(way for way in WAYS if named.issuperset(way.needed))


@lru_cache(maxsize=8_192)
def _needed_by(actions: Texts | None, not_actions: Texts | None) -> frozenset[str]:
    """The actions that ways need and that a statement with this Action or NotAction is about."""
    named = frozenset().union(*map(_needed_in, (not_actions if actions is None else actions) or ()))
    return _NEEDED - named if actions is None else named


@lru_cache(maxsize=8_192)
def _needed_in(text: str) -> frozenset[str]:
    """The actions that ways need and that an Action means."""
    glob = patterns.pattern(text.lower())
    return frozenset(action for action in _NEEDED if patterns.matches(glob, action.lower()))


def _is_gain(way: Way, target: WayTarget) -> bool:
    """Whether something is won: nothing is by passing the role itself, or by a role of its own."""
    return not (target.is_own and way.kind is WayKind.PASSED_ROLE)


def _parts(whole: str) -> list[str]:
    parts = whole.split(":", 5)
    return parts if len(parts) == 6 else ["*"] * 6


def _place(wanted: str, given: str, known: str) -> str:
    """A part of an ARN: what its format has, or what is known of the role and within the pattern, or the pattern's."""
    if "${" not in wanted:
        return wanted
    if patterns.matches(patterns.pattern(given), known):
        return known
    return _WILD.sub("x", given).replace("?", "x")


def _known_place(role: Role) -> tuple[str, ...]:
    """Partition, service, region and account for resources that no statement limits to others."""
    values = role.environment.values
    return tuple(values[name][0] if name in values else text for name, text in _ANYWHERE.items())


@cache
def _slots(way: Way) -> dict[_Slot, tuple[str, ...]]:
    """The resource types that the way's actions must be allowed on, each with its actions."""
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


def _available(policies: Policies) -> Policies:
    def known(group: tuple[NamedPolicy, ...]) -> tuple[NamedPolicy, ...]:
        return tuple(policy for policy in group if policy.document is not None)

    return policies._replace(identity=known(policies.identity), boundary=known(policies.boundary))


def _tags(role: Role) -> dict[str, str]:
    return {f"aws:principaltag/{key.lower()}": value for key, value in role.tags.items()}


def _as_met(policies: Policies, known: Mapping[str, str]) -> Policies:
    """The policies as whoever can choose meets their conditions: without those of Allows, and without such Denies."""

    def met(group: tuple[NamedPolicy, ...]) -> tuple[NamedPolicy, ...]:
        return tuple(NamedPolicy(name, document and _met(document, known)) for name, document in group)

    return policies._replace(identity=met(policies.identity), boundary=met(policies.boundary))


def _met(document: Document, known: Mapping[str, str]) -> Document:
    def meet() -> Iterator[Statement]:
        for statement in document.statements:
            kept = tuple(each for each in statement.conditions if not _is_choice(each, known))
            if len(kept) == len(statement.conditions):
                yield statement
            elif statement.effect is Effect.ALLOW:
                yield statement._replace(conditions=kept)
            else:
                yield statement._replace(actions=Single(("sts:Nothing",)), not_actions=None)

    if not any(_is_choice(each, known) for statement in document.statements for each in statement.conditions):
        return document
    return Document.of_statements(meet(), document.version, document.type)


def _is_choice(condition: Condition, known: Mapping[str, str]) -> bool:
    """Whether whoever uses the role can meet a condition by how they ask."""
    key = condition.key.lower()
    return not (key in _MEANT or key in known or key.startswith(_MEANT_PREFIXES) or "resourcetag/" in key)
