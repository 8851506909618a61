"""Does a role keep a guardrail: a proof that no request gets past it, or the statements that let some through.

A statement whose conditions include what is asked lets nothing through. For the others a request is looked for that
shows that they do; where none is found, they are compared exactly: with the guardrail's Deny statements beside them, is
there anything that they allow no more?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from rolecast.catalogue.intersections import Condition as Asked
from rolecast.catalogue.intersections import texts
from rolecast.catalogue.narrowings import SAGEMAKER
from rolecast.guardrails.denials import denials_of, unmet
from rolecast.guardrails.guardrail import Guardrail, Requirement, pattern_of
from rolecast.guardrails.reach import mask, named
from rolecast.guardrails.witnesses import witnesses
from rolecast.iam import algebra, decision, known_actions, patterns
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.patterns import Pattern
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, Condition, Effect, Statement
from rolecast.role import Role

_EXAMPLES = {"account": "123456789012", "region": "us-east-1", "partition": "aws", "dns_suffix": "amazonaws.com"}
_ALONE = "the statement"
_MOST_TRIED = 8
_MOST_STEPS = 1_000_000


class Escape(NamedTuple):
    """Some actions that a statement allows past a guardrail, with a request that shows it for the first of them.

    `statement` counts from 0. Unless every one was asked for, there may be more actions, and more statements in the
    same policy.
    """

    policy: str
    statement: int
    actions: tuple[str, ...]
    request: Request


class Proof(NamedTuple):
    """What holds of a guardrail. It is kept for every request where there are no escapes and no doubts."""

    guardrail: Guardrail
    escapes: tuple[Escape, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.escapes and not self.doubts


class _Limits(NamedTuple):
    """What takes away from whatever a role's statements allow: its Deny statements and its boundary."""

    denying: tuple[NamedPolicy, ...]
    boundary: tuple[NamedPolicy, ...]

    def beside(self, statement: Statement, version: str | None) -> Policies:
        alone = Document.of_statements((statement,), version)
        return Policies((NamedPolicy(_ALONE, alone), *self.denying), self.boundary)


class _Place(NamedTuple):
    """A statement of a policy."""

    policy: str
    statement: int


class _Said(NamedTuple):
    """A document with what is open in it, which decides how it is read."""

    document: Document

    def __hash__(self) -> int:
        return hash(self.document)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Said) and self.document == other.document and self.document.open == other.document.open
        )


class _Suspect(NamedTuple):
    """A statement that may let actions of a demand past it; no actions where that is on all but IAM's."""

    statement: Statement
    version: str | None
    demand: Requirement
    actions: tuple[str, ...]
    limits: _Limits
    environment: tuple[tuple[str, str], ...]


Shown = tuple[tuple[str, Request], ...]
"""Actions that escape, each with a request that shows it."""


def prove(role: Role, guardrails: Iterable[Guardrail], *, every: bool = False) -> list[Proof]:
    """For each guardrail whether the role keeps it, its attached policies and its boundary included.

    With `every`, the escapes are all statements that let something through, with all such actions. Without, they are
    enough to name each policy that does.
    """
    guardrails = list(guardrails)
    if not guardrails:
        return []
    subject = _Subject(role, every=every)
    return [subject.prove(each) for each in guardrails]


class _Subject:
    """A role under proof."""

    def __init__(self, role: Role, *, every: bool) -> None:
        self._every = every
        values = {**_EXAMPLES, **{name: each[0] for name, each in role.environment.values.items()}}
        self._environment = tuple(values.items())
        self._partition = values["partition"]
        self._policies, boundary = _policies(role.fill({name: [text] for name, text in values.items()}))
        denying = tuple(_denials_of(self._policies))
        self._denying = [statement for _, document in denying if document for statement in document.statements]
        self._limits = _Limits(denying, boundary)
        self._unknown = {policy.name for policy in role.attached if policy.document is None}

    def prove(self, guardrail: Guardrail) -> Proof:
        escapes = _Escapes()
        left: list[tuple[_Place, _Suspect]] = []
        for place, suspect in self._suspects(guardrail):
            shown = _shown(suspect, None if self._every else _MOST_TRIED)
            escapes.add(place, shown)
            untold = set(suspect.actions).difference(name for name, _ in shown)
            if not shown or (self._every and untold):
                actions = tuple(each for each in suspect.actions if each in untold)
                left.append((place, suspect._replace(actions=actions)))
        doubts: dict[str, None] = {}
        for place, suspect in left:
            # Of a policy that is known to let something through, it does not matter whether it lets through more.
            if self._every or not escapes.has(place.policy):
                shown, undecided = _compared(suspect)
                escapes.add(place, shown)
                doubts |= dict.fromkeys(undecided)
        unknown = dict.fromkeys(each.policy for each in escapes.all if each.policy in self._unknown)
        return Proof(
            guardrail,
            tuple(each for each in escapes.all if each.policy not in unknown),
            (*(f"the text of `{name}` is not known" for name in unknown), *doubts),
        )

    def _suspects(self, guardrail: Guardrail) -> Iterator[tuple[_Place, _Suspect]]:
        """By the demands in order."""
        found = (
            (number, _Place(name, statement), document, actions)
            for name, document in self._policies
            if document
            for number, statement, actions in _escapes_of(_Said(document), guardrail, self._partition)
        )
        for number, place, document, actions in sorted(found, key=itemgetter(0)):
            demand, statement = guardrail.demands[number], document.statements[place.statement]
            left = self._undenied(actions, demand)
            if left is not None:
                yield place, _Suspect(statement, document.version, demand, left, self._limits, self._environment)

    def _undenied(self, actions: tuple[str, ...], demand: Requirement) -> tuple[str, ...] | None:
        """Without those that Deny statements take, as a guardrail that is enforced has them; None if none is left."""
        if not self._denying:
            return actions
        if not demand.actions:
            return None if self._is_denied("sagemaker:*", demand) else actions
        return tuple(action for action in actions if not self._is_denied(action, demand)) or None

    def _is_denied(self, action: str, demand: Requirement) -> bool:
        return all(
            any(_denies(statement, action, demand, condition) for statement in self._denying)
            for condition in unmet(demand.asked)
        )


@lru_cache(maxsize=4_096)
def _shown(suspect: _Suspect, most_tried: int | None) -> Shown:
    """The actions, of the first few or of all, for which a request shows that the statement lets it past the demand."""
    statement, demand = suspect.statement, suspect.demand
    allowing, denying = decision.compile(suspect.limits.beside(statement, suspect.version)), _denying(demand)
    shown = []
    for action in islice(suspect.actions or _meant(statement), most_tried):
        for request in witnesses(statement, action, demand, dict(suspect.environment)):
            if denying.decide(request).answer is not Answer.EXPLICIT_DENY:
                continue
            if allowing.decide(request).answer is Answer.ALLOW:
                shown.append((action, request))
                break
        if shown and not suspect.actions:  # it is about whatever the statement allows: one request says enough
            break
    return tuple(shown)


@lru_cache(maxsize=1_024)
def _compared(suspect: _Suspect) -> tuple[Shown, tuple[str, ...]]:
    """All that the statement lets past the demand, and why that may not be all."""
    from rolecast.iam.comparison import Budget, compare  # few roles have statements that are to be compared

    alone = suspect.limits.beside(suspect.statement, suspect.version)
    element = {"Action": list(suspect.actions)} if suspect.actions else {"NotAction": ["iam:*"]}
    denying = Document({"Version": VERSION, "Statement": list(denials_of(suspect.demand, element))})
    guarded = replace(alone, identity=(*alone.identity, NamedPolicy("guardrail", denying)))
    found = compare(guarded, alone, Budget(_MOST_STEPS))
    gains = (gain for gain in found.gains if gain.heading.listed)  # AWS has no other requests
    return tuple((action, gain.request) for gain in gains for action in gain.actions), found.undecided_gains


class _Escapes:
    """Collects escapes by their statements."""

    def __init__(self) -> None:
        self._found: dict[_Place, Escape] = {}

    def add(self, place: _Place, shown: Shown) -> None:
        for action, request in shown:
            known = self._found.get(place) or Escape(*place, (), request)
            self._found[place] = known._replace(actions=tuple(dict.fromkeys((*known.actions, action))))

    def has(self, policy: str) -> bool:
        return any(name == policy for name, _ in self._found)

    @property
    def all(self) -> tuple[Escape, ...]:
        return tuple(self._found.values())


def _policies(role: Role) -> tuple[tuple[NamedPolicy, ...], tuple[NamedPolicy, ...]]:
    """Those that may allow something, and its boundary."""
    own = (NamedPolicy(each.name, each.document) for each in role.policies)
    attached = (NamedPolicy(each.name, each.document or EVERYTHING) for each in role.attached)
    boundary = role.permissions_boundary
    bounding = (NamedPolicy(boundary.name, boundary.document),) if boundary and boundary.document else ()
    return (*own, *attached), bounding


def _meant(statement: Statement) -> Iterator[str]:
    for text in statement.actions or ("sagemaker:*", "s3:*"):
        yield from (known.name for known in known_actions.meant(text) if not known.name.startswith("iam:"))


@lru_cache(maxsize=256)
def _denying(demand: Requirement) -> Engine:
    """Denies what the demand forbids."""
    element = {"Action": list(demand.actions)} if demand.actions else {"NotAction": ["iam:*"]}
    document = Document({"Version": VERSION, "Statement": list(denials_of(demand, element))})
    return decision.compile(Policies(identity=(NamedPolicy("guardrail", document),)))


def _denials_of(policies: Iterable[NamedPolicy]) -> Iterator[NamedPolicy]:
    """The policies' Deny statements alone."""
    for name, document in policies:
        denying = [each for each in document.statements if each.effect is Effect.DENY] if document else []
        if document and denying:
            yield NamedPolicy(name, Document.of_statements(denying, document.version))


@lru_cache(maxsize=4_096)
def _escapes_of(said: _Said, guardrail: Guardrail, partition: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """The document's Allow statements that may let actions past a demand: the demand's number, theirs, the actions."""
    return [
        (demand_number, number, actions)
        for demand_number, demand in enumerate(guardrail.demands)
        for number, statement in enumerate(said.document.statements)
        if statement.effect is Effect.ALLOW
        if (actions := _escaping(statement, demand, partition)) is not None
    ]


@lru_cache(maxsize=4_096)
def _escaping(statement: Statement, demand: Requirement, partition: str) -> tuple[str, ...] | None:
    """The demand's actions that an Allow statement may let past it; None where it certainly lets none."""
    if any(_implies(statement.conditions, asked) for asked in demand.asked):
        return None
    if not demand.actions:
        return None if statement.actions and all(each.lower().startswith("iam:") for each in statement.actions) else ()
    actions = tuple(
        action
        for action in _named(statement, demand)
        if _may_be_on(action, statement.resources, statement.not_resources, demand.resources, partition)
    )
    return actions or None


def _denies(statement: Statement, action: str, demand: Requirement, condition: Asked) -> bool:
    """Whether a Deny statement certainly denies the action where a condition holds."""
    if statement.resources not in (("*",), demand.resources):
        return False
    if not demand.actions:
        if statement.not_actions != ("iam:*",):
            return False
    elif statement.actions is None or not any(
        patterns.matches(algebra.action(text), action.lower()) for text in statement.actions
    ):
        return False
    tests = {(name, key, tuple(texts(value))) for name, keys in condition.items() for key, value in keys.items()}
    return {(each.operator, each.key, tuple(each.values)) for each in statement.conditions} <= tests


def _named(statement: Statement, demand: Requirement) -> Iterator[str]:
    for prefix in SAGEMAKER:
        if bits := mask(statement.actions, statement.not_actions, prefix):
            yield from named(bits & mask(demand.actions, None, prefix), prefix)


@lru_cache(maxsize=4_096)
def _may_be_on(
    action: str,
    resources: tuple[str, ...] | None,
    not_resources: tuple[str, ...] | None,
    deciding: tuple[str, ...],
    partition: str,
) -> bool:
    """Whether these resources of a statement may hold one that decides a request for the action.

    An ARN is taken part by part, as `comparison` takes it: no wildcard runs across its first five colons.
    """
    known = known_actions.find(action)
    wanted = deciding or tuple(map(pattern_of, known.formats if known else ()))
    given = resources if resources is not None else not_resources or ()
    if not wanted or any("${" in each for each in given):
        return True
    asked = [
        [patterns.pattern(partition) if number == 1 else part for number, part in enumerate(_parts(each))]
        for each in wanted
    ]
    given_parts = [_parts(patterns.completed(each)) for each in given]
    if resources is not None:
        return any(all(map(algebra.meets, one, other)) for one in asked for other in given_parts)
    return not all(any(all(map(algebra.covers, other, one)) for other in given_parts) for one in asked)


def _parts(arn: str) -> list[Pattern]:
    parts = arn.split(":", 5) if arn != "*" else ["*"] * 6
    return [patterns.pattern(part) for part in parts]


def _implies(conditions: tuple[Condition, ...], asked: Asked) -> bool:
    """Whether requests that meet the conditions certainly meet what is asked."""
    return all(
        any(_is_stricter(condition, operator, key, value) for condition in conditions)
        for operator, keys in asked.items()
        for key, value in keys.items()
    )


def _is_stricter(condition: Condition, operator: str, key: str, value: Any) -> bool:
    if condition.key.lower() != key.lower():
        return False
    same = condition.operator in (operator, operator.removesuffix("IfExists"))
    # Of a set operator IfExists changes nothing: it holds for no values at all.
    same = same or (operator.startswith("ForAllValues:") and condition.operator == f"{operator}IfExists")
    if not same:
        return False
    wanted, given = texts(value), condition.values
    if operator.removesuffix("IfExists") in ("StringLike", "ForAllValues:StringLike"):
        wide = [patterns.pattern(each) for each in wanted]
        narrow = [patterns.pattern(each) for each in given if "${" not in each]
        return len(narrow) == len(given) and all(any(algebra.covers(one, other) for one in wide) for other in narrow)
    if "Not" in operator:
        return set(wanted) <= set(given)
    if operator in ("Bool", "BoolIfExists", "Null"):
        return {each.lower() for each in given} <= {each.lower() for each in wanted}
    return set(given) <= set(wanted)
