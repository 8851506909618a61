"""Proves that a role complies with a guardrail for every request, or finds the statements that do not.

A statement whose conditions imply the requirement complies. For any other one, a few example requests are tried. If
none shows that the statement allows what is forbidden, an exact comparison decides: does it allow less together with
the guardrail's Deny statements?

Results are cached, because many roles of a file have the same documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from rolecast.guardrails import trust
from rolecast.guardrails.denials import denials_of, unmet
from rolecast.guardrails.escapes import MOST_STEPS, Escape, Proof
from rolecast.guardrails.guardrail import Guardrail, Requirement
from rolecast.guardrails.promises import promises
from rolecast.guardrails.reach import allowed, mask
from rolecast.guardrails.suspects import OpenDocument, denies, suspicions
from rolecast.guardrails.witnesses import witnesses
from rolecast.iam import decision, known_actions
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, Effect, Statement
from rolecast.role import Role

_EXAMPLES = {"account": "123456789012", "region": "us-east-1", "partition": "aws", "dns_suffix": "amazonaws.com"}
_ALONE = NamedPolicy("the statement", None)
_DENYING = "what is denied"
_MOST_NAMED = 5
"""The number of actions to find per policy, unless all are asked for."""


def prove(role: Role, guardrails: Iterable[Guardrail], *, every: bool = False) -> list[Proof]:
    """A proof for each guardrail, considering the role's attached policies and boundary too.

    If `every`, the escapes are all statements that do not comply, with all such actions. Otherwise they are enough to
    name each policy that does not comply.
    """
    guardrails = list(guardrails)
    if not guardrails:
        return []
    names = [*(each.name for each in role.policies), *(each.name for each in role.attached)]
    values = {**_EXAMPLES, **{name: each[0] for name, each in role.environment.values.items()}}
    subject = _subject(_held(role, values))
    return [
        trust.prove(role, guardrail, values)
        if guardrail.is_of_trust
        else _named(subject.found(guardrail, every=every), names)
        for guardrail in guardrails
    ]


class _Held(NamedTuple):
    """What decides what a role is allowed: its documents, own ones first, None if unknown; its boundary."""

    documents: tuple[OpenDocument | None, ...]
    boundary: OpenDocument | None
    environment: tuple[tuple[str, str], ...]


def _held(role: Role, values: Mapping[str, str]) -> _Held:
    fillings = {name: [text] for name, text in values.items()}
    own = [policy.document.fill(fillings) for policy in role.policies]
    attached = [policy.fill(fillings).document for policy in role.attached]
    boundary = role.permissions_boundary.fill(fillings).document if role.permissions_boundary else None
    return _Held(
        tuple(OpenDocument(each) if each else None for each in (*own, *attached)),
        OpenDocument(boundary) if boundary else None,
        tuple(values.items()),
    )


class _Place(NamedTuple):
    """The indexes of a document and of a statement in it."""

    document: int
    statement: int


class _Escaping(NamedTuple):
    """An `Escape` without the name of its policy."""

    place: _Place
    actions: tuple[str, ...]
    request: Request


class _Found(NamedTuple):
    """A `Proof` for all roles with the same documents.

    `unknown` are indexes of unknown documents, which may not comply.
    """

    guardrail: Guardrail
    escapes: tuple[_Escaping, ...]
    unknown: tuple[int, ...]
    doubts: tuple[str, ...]
    unreached: tuple[str, ...]


def _named(found: _Found, names: list[str]) -> Proof:
    escapes = (
        Escape(names[each.place.document], each.place.statement, each.actions, each.request) for each in found.escapes
    )
    unknown = (f"the text of `{names[number]}` is not known" for number in found.unknown)
    return Proof(found.guardrail, tuple(escapes), (*unknown, *found.doubts), found.unreached)


class _Limits(NamedTuple):
    """The policies that restrict what a role's statements allow: its Deny statements and its boundary."""

    denying: tuple[NamedPolicy, ...]
    boundary: tuple[NamedPolicy, ...]

    def beside(self, statement: Statement, version: str | None) -> Policies:
        alone = Document.of_statements((statement,), version)
        return Policies((_ALONE._replace(document=alone), *self.denying), self.boundary)


class _Suspect(NamedTuple):
    """A statement that may not comply with a requirement for `actions`; for all but those of IAM if empty."""

    statement: Statement
    version: str | None
    requirement: Requirement
    actions: tuple[str, ...]
    limits: _Limits
    environment: tuple[tuple[str, str], ...]


Shown = tuple[tuple[str, Request], ...]
"""Actions that escape, each with an example request."""


@lru_cache(maxsize=16)
def _subject(held: _Held) -> _Subject:
    return _Subject(held)


class _Subject:
    """The documents of roles, whose guardrails are proved."""

    def __init__(self, held: _Held) -> None:
        self._environment = held.environment
        self._partition = dict(held.environment)["partition"]
        self._unknown = {number for number, given in enumerate(held.documents) if given is None}
        self._documents = [given.document if given else EVERYTHING for given in held.documents]
        denying = tuple(_denials_of(self._documents))
        self._denying = [statement for _, document in denying if document for statement in document.statements]
        bounding = (NamedPolicy("boundary", held.boundary.document),) if held.boundary else ()
        self._limits = _Limits(denying, bounding)
        self._allowed = self._possible(held)
        self._found: dict[tuple[Guardrail, bool], _Found] = {}

    def _possible(self, held: _Held) -> int:
        """The SageMaker actions, as a bit set, that known documents allow and that are not denied everywhere."""
        actions = allowed((given.document for given in held.documents if given), "sagemaker")
        if held.boundary:
            actions &= allowed((held.boundary.document,), "sagemaker")
        for statement in self._denying:
            if statement.resources == ("*",) and not statement.conditions:
                actions &= ~mask(statement.actions, statement.not_actions, "sagemaker")
        return actions

    def found(self, guardrail: Guardrail, *, every: bool) -> _Found:
        key = guardrail, every
        if key not in self._found:
            self._found[key] = self._prove(guardrail, every=every)
        return self._found[key]

    def _prove(self, guardrail: Guardrail, *, every: bool) -> _Found:
        escapes = _Escapes()
        left: list[tuple[_Place, _Suspect]] = []
        for place, suspect in self._suspects(guardrail):
            shown = _trial(suspect).shown(None if every else max(1, _MOST_NAMED - escapes.count(place.document)))
            escapes.add(place, shown)
            unshown = set(suspect.actions).difference(name for name, _ in shown)
            if not shown or (every and unshown):
                actions = tuple(each for each in suspect.actions if each in unshown)
                left.append((place, suspect._replace(actions=actions)))
        doubts: dict[str, None] = {}
        for place, suspect in left:
            # Once a policy is known not to comply, further escapes matter only if all are asked for.
            if every or not escapes.count(place.document):
                shown, undecided = _compared(suspect)
                escapes.add(place, shown)
                doubts |= dict.fromkeys(undecided)
        unreached = promises()[guardrail.setting].unreached(self._allowed)
        return _Found(
            guardrail,
            tuple(each for each in escapes.all if each.place.document not in self._unknown),
            tuple(dict.fromkeys(each.place.document for each in escapes.all if each.place.document in self._unknown)),
            tuple(doubts),
            tuple(unreached),
        )

    def _suspects(self, guardrail: Guardrail) -> Iterator[tuple[_Place, _Suspect]]:
        """Statements that may not comply, in the order of the requirements."""
        found = (
            (suspicion.requirement, _Place(number, suspicion.statement), suspicion.actions)
            for number, document in enumerate(self._documents)
            for suspicion in suspicions(OpenDocument(document), guardrail, self._partition)
        )
        for number, place, actions in sorted(found, key=lambda each: each[0]):
            requirement, document = guardrail.requirements[number], self._documents[place.document]
            left = self._undenied(actions, requirement)
            if left is not None:
                statement = document.statements[place.statement]
                yield place, _Suspect(statement, document.version, requirement, left, self._limits, self._environment)

    def _undenied(self, actions: tuple[str, ...], requirement: Requirement) -> tuple[str, ...] | None:
        """The actions that no Deny statement covers, such as those of `guardrails: enforce`; None if all are denied."""
        if not self._denying:
            return actions
        if not requirement.actions:
            return None if self._is_denied("sagemaker:*", requirement) else actions
        return tuple(action for action in actions if not self._is_denied(action, requirement)) or None

    def _is_denied(self, action: str, requirement: Requirement) -> bool:
        return all(
            any(denies(statement, action, requirement, condition) for statement in self._denying)
            for condition in unmet(requirement.asked)
        )


class _Trial:
    """Tries example requests on a suspect. Each action is tried only once."""

    def __init__(self, suspect: _Suspect) -> None:
        self._suspect = suspect
        self._shown: dict[str, Request | None] = {}

    def shown(self, most_tried: int | None) -> Shown:
        """The actions for which a request shows that the statement does not comply.

        Tries the first `most_tried`, or all.
        """
        suspect = self._suspect
        shown = []
        for action in islice(suspect.actions or _matching_actions(suspect.statement), most_tried):
            if action not in self._shown:
                self._shown[action] = self._try(action)
            if request := self._shown[action]:
                shown.append((action, request))
                if not suspect.actions:  # the requirement is about all actions, so one request is enough
                    break
        return tuple(shown)

    def _try(self, action: str) -> Request | None:
        statement, version, requirement, _, limits, environment = self._suspect
        allowing = _allowing(statement, version, limits)
        for request in witnesses(statement, action, requirement, dict(environment)):
            if allowing.decide(request).answer is not Answer.ALLOW:
                continue
            if _denying(requirement).decide(request).answer is Answer.EXPLICIT_DENY:
                return request
        return None


@lru_cache(maxsize=4_096)
def _trial(suspect: _Suspect) -> _Trial:
    return _Trial(suspect)


@lru_cache(maxsize=256)
def _allowing(statement: Statement, version: str | None, limits: _Limits) -> Engine:
    return decision.compile(limits.beside(statement, version))


@lru_cache(maxsize=1_024)
def _compared(suspect: _Suspect) -> tuple[Shown, tuple[str, ...]]:
    """All actions that the statement allows although they are forbidden, and why there may be more."""
    from rolecast.iam.comparison import Budget, compare  # rarely needed

    alone = suspect.limits.beside(suspect.statement, suspect.version)
    element = {"Action": list(suspect.actions)} if suspect.actions else {"NotAction": ["iam:*"]}
    denying = Document({"Version": VERSION, "Statement": list(denials_of(suspect.requirement, element))})
    guarded = alone._replace(identity=(*alone.identity, NamedPolicy("guardrail", denying)))
    found = compare(guarded, alone, Budget(MOST_STEPS))
    gains = (gain for gain in found.gains if gain.heading.listed)  # requests for unlisted actions do not exist
    return tuple((action, gain.request) for gain in gains for action in gain.actions), found.undecided_gains


class _Escapes:
    """Collects escapes by their statements."""

    def __init__(self) -> None:
        self._found: dict[_Place, _Escaping] = {}

    def add(self, place: _Place, shown: Shown) -> None:
        for action, request in shown:
            known = self._found.get(place) or _Escaping(place, (), request)
            self._found[place] = known._replace(actions=tuple(dict.fromkeys((*known.actions, action))))

    def count(self, document: int) -> int:
        """The number of escapes in a document."""
        return sum(len(each.actions) for place, each in self._found.items() if place.document == document)

    @property
    def all(self) -> tuple[_Escaping, ...]:
        return tuple(self._found.values())


def _matching_actions(statement: Statement) -> Iterator[str]:
    for text in statement.actions or ("sagemaker:*", "s3:*"):
        yield from (known.name for known in known_actions.meant(text) if not known.name.startswith("iam:"))


@lru_cache(maxsize=256)
def _denying(requirement: Requirement) -> Engine:
    """An engine that denies what the requirement forbids, for all actions."""
    document = Document({"Version": VERSION, "Statement": list(denials_of(requirement, {"Action": ["*"]}))})
    return decision.compile(Policies(identity=(NamedPolicy("guardrail", document),)))


def _denials_of(documents: Iterable[Document]) -> Iterator[NamedPolicy]:
    """The documents reduced to their Deny statements."""
    for document in documents:
        if denying := [each for each in document.statements if each.effect is Effect.DENY]:
            yield NamedPolicy(_DENYING, Document.of_statements(denying, document.version))
