"""Does a role keep a guardrail: a proof that no request gets past it, or the statements that let some through.

A statement whose conditions include what is asked lets nothing through. For the others a request is looked for that
shows that they do; where none is found, they are compared exactly: with the guardrail's Deny statements beside them, is
there anything that they allow no more?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from rolecast.catalogue.intersections import Condition as Asked
from rolecast.catalogue.intersections import texts
from rolecast.catalogue.narrowings import SAGEMAKER
from rolecast.guardrails.denials import denials_of, unmet
from rolecast.guardrails.guardrail import Demand, Guardrail, pattern_of
from rolecast.guardrails.reach import mask, named
from rolecast.guardrails.witnesses import witnesses
from rolecast.iam import algebra, decision, known_actions, patterns
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.patterns import Pattern
from rolecast.iam.policies import Entry, Layer, Policies, Policy
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, Condition, Effect, Statement
from rolecast.role import Role

_EXAMPLES = {"account": "123456789012", "region": "us-east-1", "partition": "aws", "dns_suffix": "amazonaws.com"}
_MOST_TRIED = 8
_EVERYTHING = Document({"Version": VERSION, "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
"""What a policy may say whose text is not known."""


class Escape(NamedTuple):
    """Some actions that a statement allows past a guardrail, with a request that shows it for the first of them.

    `statement` counts from 0. There may be more actions, and more statements in the same policy.
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


class _Suspect(NamedTuple):
    entry: Entry
    demand: Demand
    actions: tuple[str, ...]
    """Those of the demand that the statement has; none where the demand is on all but IAM's."""


def prove(role: Role, guardrails: Iterable[Guardrail]) -> list[Proof]:
    """For each guardrail whether the role keeps it, its attached policies and its boundary included."""
    guardrails = list(guardrails)
    if not guardrails:
        return []
    subject = _Subject(role)
    return [subject.prove(each) for each in guardrails]


class _Subject:
    """A role under proof."""

    def __init__(self, role: Role) -> None:
        self._environment = {**_EXAMPLES, **{name: each[0] for name, each in role.environment.values.items()}}
        self._policies = _policies(role.fill({name: [text] for name, text in self._environment.items()}))
        self._allowing = [
            entry
            for entry in self._policies.statements()
            if entry.ref.layer is Layer.IDENTITY and entry.statement.effect is Effect.ALLOW
        ]
        self._denying = [
            entry.statement for entry in self._policies.statements() if entry.statement.effect is Effect.DENY
        ]
        self._unknown = {policy.name for policy in role.attached if policy.document is None}

    @cached_property
    def _engine(self) -> Engine:
        return decision.compile(self._policies)

    def prove(self, guardrail: Guardrail) -> Proof:
        suspects = [
            _Suspect(entry, demand, actions)
            for demand in guardrail.demands
            for entry in self._allowing
            if (actions := self._escaping(entry.statement, demand)) is not None
        ]
        escapes = _Escapes()
        left = [suspect for suspect in suspects if not self._is_shown(suspect, escapes)]
        # Of a policy that is known to let something through, it does not matter whether it lets through more.
        left = [suspect for suspect in left if not escapes.has(suspect.entry.ref.policy)]
        doubts = self._compare(left, escapes) if left else ()
        unknown = dict.fromkeys(each.policy for each in escapes.all if each.policy in self._unknown)
        return Proof(
            guardrail,
            tuple(each for each in escapes.all if each.policy not in unknown),
            (*(f"the text of `{name}` is not known" for name in unknown), *doubts),
        )

    def _escaping(self, statement: Statement, demand: Demand) -> tuple[str, ...] | None:
        """The demand's actions that an Allow statement may let past it; None where it certainly lets none.

        Those that Deny statements take, as a guardrail that is enforced has them, are not among them.
        """
        actions = _escaping(statement, demand, self._environment["partition"])
        if actions is None or not self._denying:
            return actions
        if not demand.actions:
            return None if self._is_denied("sagemaker:*", demand) else actions
        return tuple(action for action in actions if not self._is_denied(action, demand)) or None

    def _is_denied(self, action: str, demand: Demand) -> bool:
        return all(
            any(_denies(statement, action, demand, condition) for statement in self._denying)
            for condition in unmet(demand.asked)
        )

    def _is_shown(self, suspect: _Suspect, escapes: _Escapes) -> bool:
        """Whether requests show that the suspect lets something through, which is added: the first few actions."""
        statement, demand = suspect.entry.statement, suspect.demand
        denying = _denying(demand)
        is_shown = False
        for action in islice(suspect.actions or _meant(statement), _MOST_TRIED):
            for request in witnesses(statement, action, demand, self._environment):
                if denying.decide(request).answer is not Answer.EXPLICIT_DENY:
                    continue
                if suspect.entry.ref in self._engine.decide(request).statements:
                    escapes.add(suspect.entry, action, request)
                    is_shown = True
                    break
            if is_shown and not suspect.actions:
                break
        return is_shown

    def _compare(self, suspects: list[_Suspect], escapes: _Escapes) -> tuple[str, ...]:
        """Adds what the suspects let through. Returns why that may not be all."""
        from rolecast.iam.comparison import compare  # few roles have statements that are to be compared

        doubts: dict[str, None] = {}
        for entry in dict.fromkeys(suspect.entry for suspect in suspects):
            own = [suspect for suspect in suspects if suspect.entry is entry]
            kept = _only(self._policies, (entry.ref.policy, entry.ref.statement))
            guarded = Policy("guardrail", Document({"Version": VERSION, "Statement": list(_denied(own))}))
            found = compare(replace(kept, identity=(*kept.identity, guarded)), kept)
            doubts |= dict.fromkeys(found.undecided_gains)
            for gain in found.gains:
                for action in gain.actions if gain.heading.listed else ():  # AWS has no other requests
                    escapes.add(entry, action, gain.request)
        return tuple(doubts)


class _Escapes:
    """Collects escapes by their statements."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], Escape] = {}

    def add(self, entry: Entry, action: str, request: Request) -> None:
        place = entry.ref.policy, entry.ref.statement
        known = self._found.get(place) or Escape(*place, (), request)
        self._found[place] = known._replace(actions=tuple(dict.fromkeys((*known.actions, action))))

    def has(self, policy: str) -> bool:
        return any(name == policy for name, _ in self._found)

    @property
    def all(self) -> tuple[Escape, ...]:
        return tuple(self._found.values())


def _policies(role: Role) -> Policies:
    own = (Policy(each.name, each.document) for each in role.policies)
    attached = (Policy(each.name, each.document or _EVERYTHING) for each in role.attached)
    boundary = role.permissions_boundary
    bounding = (Policy(boundary.name, boundary.document),) if boundary and boundary.document else ()
    return Policies(identity=(*own, *attached), boundary=bounding)


def _meant(statement: Statement) -> Iterator[str]:
    for text in statement.actions or ("sagemaker:*", "s3:*"):
        yield from (known.name for known in known_actions.meant(text) if not known.name.startswith("iam:"))


def _denying(demand: Demand) -> Engine:
    """Denies what the demand forbids."""
    element = {"Action": list(demand.actions)} if demand.actions else {"NotAction": ["iam:*"]}
    document = Document({"Version": VERSION, "Statement": list(denials_of(demand, element))})
    return decision.compile(Policies(identity=(Policy("guardrail", document),)))


def _denied(suspects: list[_Suspect]) -> Iterator[dict[str, Any]]:
    demands: dict[int, tuple[Demand, dict[str, None]]] = {}
    for suspect in suspects:
        of_demand = demands.setdefault(id(suspect.demand), (suspect.demand, {}))
        of_demand[1].update(dict.fromkeys(suspect.actions))
    for demand, actions in demands.values():
        element = {"Action": list(actions)} if demand.actions else {"NotAction": ["iam:*"]}
        yield from denials_of(demand, element)


def _only(policies: Policies, kept: tuple[str, int]) -> Policies:
    """The policies with every other Allow statement put out of use, so that this one keeps its number."""
    identity = []
    for policy in policies.identity:
        document = policy.document
        if document is None:
            continue
        statements = [
            statement if statement.effect is Effect.DENY or (policy.name, number) == kept else _IDLE
            for number, statement in enumerate(document.statements)
        ]
        identity.append(Policy(policy.name, Document.of_statements(statements, document.version)))
    return Policies(tuple(identity), policies.boundary)


_IDLE = Statement(Effect.DENY, actions=("sts:GetCallerIdentity",), resources=("*",))
"""Changes nothing: IAM allows that whatever a policy says.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""


def _escaping(statement: Statement, demand: Demand, partition: str) -> tuple[str, ...] | None:
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


def _denies(statement: Statement, action: str, demand: Demand, condition: Asked) -> bool:
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


def _named(statement: Statement, demand: Demand) -> Iterator[str]:
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
