"""Finds the principals that may do an action: an index of all policies rules out most, the engine decides the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from rolecast.access import extent, unknowns, validity
from rolecast.access.holders import as_role
from rolecast.access.policies import policies_of
from rolecast.access.questions import Asker, Context, Reply, is_possible
from rolecast.access.reasons import condition_text
from rolecast.iam import algebra, fixed, openings, patterns, templates
from rolecast.iam.decision import Answer, Decision
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account
from rolecast.iam.policies import Layer, NamedPolicy, Policies, StatementRef
from rolecast.iam.policy_index import PolicyIndex
from rolecast.iam.statements import Effect, Statement
from rolecast.role import Role, User

EVERYBODY = "*"
_OF_PRINCIPAL = ("aws:principal", "aws:userid", "aws:username")


class Grade(StrEnum):
    """How certain an answer is, best first."""

    ALLOW = "allow"
    CONDITIONAL = "conditional"
    """It depends on condition keys that the question does not specify."""
    UNKNOWN = "unknown"
    """It depends on a policy or text that is not known."""


class Standing(NamedTuple):
    """The access of a principal: the `statements` that allow it if `conditions` hold, and the `unavailable` policies.

    `resources` are the patterns on which it is allowed, if the question names no resource or a pattern.
    """

    grade: Grade
    statements: tuple[StatementRef, ...]
    conditions: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class _Member(NamedTuple):
    principal: Role | User
    policies: Policies
    identity: tuple[int | None, ...]
    """The numbers of its identity policies in the index; None for one whose text is unknown."""
    boundary: tuple[int | None, ...]
    is_open: bool
    """Whether its access depends on open texts."""


class Directory:
    """Roles and users by ARN, with an index over their distinct policies. Roles must be resolved; see `policies_of`."""

    def __init__(self, principals: Iterable[Role | User]) -> None:
        self.index = PolicyIndex()
        self._members: dict[str, _Member] = {}
        for principal in principals:
            policies = _readable(policies_of(principal))
            identity, boundary = self._numbers(policies.identity), self._numbers(policies.boundary)
            known = [document for _, document in (*policies.identity, *policies.boundary) if document is not None]
            is_open = any(map(openings.is_open, known))
            self._members[principal.arn] = _Member(principal, policies, identity, boundary, is_open)

    @cached_property
    def principals(self) -> Mapping[str, Role | User]:
        return {arn: member.principal for arn, member in self._members.items()}

    def find(self, action: str, resource: str | None, context: Context) -> Iterator[tuple[Role | User, Standing]]:
        """The principals that may, or perhaps may, do the action.

        `resource` is an ARN, a pattern of ARNs, or None for any resource.
        """
        parts = _Parts(self.index.about(action))
        known: dict[object, Standing | None] = {}
        for member in self._let(parts, action, resource=resource):
            key = parts.key(member)
            if key is None or key not in known:
                found = parts.plain(member, action, resource) or _standing(
                    parts.candidate(member), action, resource, context
                )
                if key is not None:
                    known[key] = found
            else:
                found = known[key]
            if found is not None:
                yield member.principal, found

    def assuming(
        self, role: Role, named: Iterable[str], context: Context | None = None
    ) -> Iterator[tuple[Role | User, Standing]]:
        """The principals that may assume a role, by their own policies and by its trust policy, which names `named`."""
        action = "sts:AssumeRole"
        trust = NamedPolicy("the trust policy", None if role.trust_policy.faults else role.trust_policy)
        parts = _Parts(self.index.about(action))
        for member in self._let(parts, action, {*named}):
            candidate = parts.candidate(member)
            reply = candidate.asker.ask(action, role.arn, context or {}, trust)
            if member.principal.arn != role.arn and (found := _graded(candidate, reply)):
                yield member.principal, found

    def _numbers(self, policies: tuple[NamedPolicy, ...]) -> tuple[int | None, ...]:
        return tuple(None if document is None else self.index.add(document) for _, document in policies)

    def _let(
        self, parts: _Parts, action: str, named: Collection[str] = (), resource: str | None = None
    ) -> Iterator[_Member]:
        """The principals that some statement may allow. All others are denied for lack of one.

        Open texts may be any action or resource.
        """
        allows = parts.allowing(resource)
        is_free = fixed.is_always_allowed(action.lower(), None) or EVERYBODY in named
        for arn, member in self._members.items():
            if (
                is_free
                or member.is_open
                or arn in named
                or any(each is None or each in allows for each in member.identity)
            ):
                yield member


class _Candidate(NamedTuple):
    """A principal with the relevant parts of its policies.

    `places` maps a policy of `asker` to its original name and the original positions of its statements.
    """

    asker: Asker
    places: Mapping[tuple[Layer, str], tuple[str, tuple[int, ...]]]

    def original(self, ref: StatementRef) -> StatementRef:
        """The statement with its policy and position in the principal's own policies."""
        name, places = self.places.get((ref.layer, ref.policy), (ref.policy, ()))
        return ref._replace(policy=name, statement=places[ref.statement] if places else ref.statement)


class _Parts:
    """The statements about one action, as separate documents. No other statements affect the decision."""

    def __init__(self, about: Mapping[int, Mapping[int, Statement]]) -> None:
        self._about = about
        self._made: dict[int, Document] = {}
        self._alike: dict[tuple[tuple[int, Statement], ...], int] = {}
        self._marks: dict[int, int | None] = {}

    def allowing(self, resource: str | None) -> set[int]:
        """The documents with an Allow that may cover the resource."""
        return {number for number, statements in self._about.items() if _may_allow(statements.values(), resource)}

    def plain(self, member: _Member, action: str, resource: str | None) -> Standing | None:
        """The standing if a single Allow without conditions is the only statement about the action; None otherwise."""
        known = validity.find_action(action)
        is_unknown = member.is_open or None in member.identity
        if resource is not None or known is None or not known.resources or member.boundary or is_unknown:
            return None
        found = [
            (StatementRef(Layer.IDENTITY, policy.name, place, statement.sid, statement.effect), statement)
            for policy, number in zip(member.policies.identity, member.identity, strict=True)
            if number is not None
            for place, statement in self._about.get(number, {}).items()
        ]
        if len(found) != 1:
            return None
        [(ref, statement)] = found
        texts = statement.resources or ()
        if statement.effect is Effect.DENY or statement.conditions or len(texts) != 1 or "${" in texts[0]:
            return None
        is_own = texts[0].count(":") >= 5 and arn_account(texts[0]) in ("", member.principal.environment.account)
        return (
            Standing(Grade.ALLOW, (ref,), resources=(texts[0],)) if is_own and validity.fits(action, texts[0]) else None
        )

    def candidate(self, member: _Member) -> _Candidate:
        principal = member.principal
        if member.is_open:
            role = principal if isinstance(principal, Role) else as_role(principal)
            return _Candidate(unknowns.asker_of(role), {})
        places: dict[tuple[Layer, str], tuple[str, tuple[int, ...]]] = {}

        def part(
            layer: Layer, policies: tuple[NamedPolicy, ...], numbers: tuple[int | None, ...]
        ) -> Iterator[NamedPolicy]:
            for position, (policy, number) in enumerate(zip(policies, numbers, strict=True)):
                if number is None or policy.document is None:
                    yield policy
                elif number in self._about or layer is Layer.BOUNDARY:  # without one the boundary would not apply
                    name = str(position)  # names need not be unique
                    places[layer, name] = policy.name, tuple(self._about.get(number, {}))
                    yield NamedPolicy(name, self._part(number, policy.document))

        identity = tuple(part(Layer.IDENTITY, member.policies.identity, member.identity))
        boundary = tuple(part(Layer.BOUNDARY, member.policies.boundary, member.boundary))
        asker = Asker(principal, Policies(identity=identity, boundary=boundary))
        return _Candidate(asker, places)

    def key(self, member: _Member) -> object:
        """A key that members with the same answer share; None if the answer depends on the principal."""
        if member.is_open:
            return None
        said: list[tuple[str, int | None]] = []
        for policies, numbers in (
            (member.policies.identity, member.identity),
            (member.policies.boundary, member.boundary),
        ):
            for policy, number in zip(policies, numbers, strict=True):
                if number is None:
                    said.append((policy.name, None))
                elif number in self._about:
                    if (mark := self._mark(number)) is None:
                        return None
                    said.append((policy.name, mark))
            said.append(("", len(policies)))
        return member.principal.environment, tuple(said)

    def _mark(self, number: int) -> int | None:
        """A number that documents with equal statements about the action share; None if the answer depends on the
        principal.
        """
        if number not in self._marks:
            statements = self._about[number]
            is_personal = any(map(_depends_on_principal, statements.values()))
            alike = tuple(statements.items())
            self._marks[number] = None if is_personal else self._alike.setdefault(alike, len(self._alike))
        return self._marks[number]

    def _part(self, number: int, document: Document) -> Document:
        if number not in self._made:
            statements = self._about.get(number, {}).values()
            self._made[number] = Document.of_statements(statements, document.version, document.type)
        return self._made[number]


def _may_allow(statements: Iterable[Statement], resource: str | None) -> bool:
    """Whether an Allow among the statements may cover the resource. Sound, not complete: may return True in error."""
    allowing = [each for each in statements if each.effect is Effect.ALLOW]
    if resource is None or any(sign in resource for sign in "*?"):
        return bool(allowing)
    return any(
        each.resources is None or any("${" in text or _matches(text, resource) for text in each.resources)
        for each in allowing
    )


def _matches(text: str, resource: str) -> bool:
    return patterns.matches(patterns.pattern(patterns.completed(text)), resource)


def _depends_on_principal(statement: Statement) -> bool:
    """Whether a statement depends on the principal, by a variable or a key of the principal."""
    texts = (*(statement.resources or ()), *(statement.not_resources or ()))
    texts += tuple(text for condition in statement.conditions for text in condition.values)
    keys = [condition.key.lower() for condition in statement.conditions]
    return any("${" in text for text in texts) or any(key.startswith(_OF_PRINCIPAL) for key in keys)


def _standing(candidate: _Candidate, action: str, resource: str | None, context: Context) -> Standing | None:
    known = validity.find_action(action)
    asker = candidate.asker
    if resource is None and (known is None or known.resources):
        tried = [each for each in extent.extents(asker, action, context) if each.is_possible]
        return _best(candidate, [(each.pattern, each.reply) for each in tried]) or _unread(candidate, action, context)
    if resource is not None and resource != "*" and any(sign in resource for sign in "*?"):
        return _within(candidate, action, resource, context)
    resource = resource or "*"
    if type(asker) is Asker and (decision := asker.certain(action, resource, context)):
        return _decided(candidate, decision)
    return _graded(candidate, asker.ask(action, resource, context))


def _within(candidate: _Candidate, action: str, pattern: str, context: Context) -> Standing | None:
    """The standing on some resource of a pattern."""
    asker, whole = candidate.asker, patterns.pattern(pattern)
    traces = asker.ask(action, "*", context).traces
    allowing = [
        each.statement for each in traces if each.ref.effect is Effect.ALLOW and each.ref.layer is Layer.IDENTITY
    ]
    named = dict.fromkeys(text for each in allowing for text in each.resources or ("*",))
    replies: list[tuple[str, Reply]] = []
    is_open = False
    for text in (pattern, *named):
        tokens = frozenset(templates.names_in(text))
        wide = openings.wide_resource(text, tokens) if tokens else text
        probes = [each for each in extent.probes(asker, wide, action, context) if patterns.matches(whole, each)]
        replies += [(text, asker.ask(action, each, context)) for each in probes]
        # Both patterns may share a name that is not probed here.
        is_open |= not probes and "${" not in wide and algebra.meets(whole, patterns.pattern(patterns.completed(wide)))
    found = _best(candidate, replies)
    if found is None and is_open:
        return Standing(Grade.UNKNOWN, (), resources=tuple(named))
    return found or _unread(candidate, action, context)


def _unread(candidate: _Candidate, action: str, context: Context) -> Standing | None:
    """The standing that policies without a text leave open, if no other policy allows the action on anything."""
    if all(policy.document is not None for policy in candidate.asker.policies.identity):
        return None
    resource = extent.example(candidate.asker, action) or "*"
    found = _graded(candidate, candidate.asker.ask(action, resource, context))
    return found if found and found.grade is Grade.UNKNOWN else None


def _best(candidate: _Candidate, replies: list[tuple[str, Reply]]) -> Standing | None:
    """The best standing among the replies, with the resources of all that are as good."""
    graded = [(text, found) for text, reply in replies if (found := _graded(candidate, reply))]
    if not graded:
        return None
    best = min(graded, key=lambda each: [*Grade].index(each[1].grade))[1]
    alike = [(text, found) for text, found in graded if found.grade is best.grade]
    statements = tuple(dict.fromkeys(ref for _, found in alike for ref in found.statements))
    conditions = tuple(dict.fromkeys(text for _, found in alike for text in found.conditions))
    resources = tuple(dict.fromkeys(text for text, _ in alike))
    return best._replace(statements=statements, conditions=conditions, resources=resources)


def _graded(candidate: _Candidate, reply: Reply) -> Standing | None:
    """The standing for a reply; None if it is a denial."""
    if reply.answer is Answer.ALLOW:
        return _decided(candidate, reply.decision)
    if reply.answer is not Answer.UNKNOWN:
        return None
    possible = [each for each in reply.traces if is_possible(each)]
    allowing = [
        each.ref for each in possible if each.ref.effect is Effect.ALLOW and each.ref.layer is not Layer.BOUNDARY
    ]
    statements = tuple(map(candidate.original, allowing))
    unavailable = (*reply.decision.unavailable, *reply.open_texts)
    if not reply.needed:
        return Standing(Grade.UNKNOWN, statements, (), unavailable)
    needed = {key.lower() for key in reply.needed}
    texts = [
        f"{'not: ' if each.ref.effect is Effect.DENY else ''}{condition_text(condition)}"
        for each in possible
        for condition in each.statement.conditions
        if condition.key.lower() in needed
    ]
    return Standing(Grade.CONDITIONAL, statements, tuple(dict.fromkeys(texts or reply.needed)), unavailable)


def _decided(candidate: _Candidate, decision: Decision) -> Standing | None:
    """The standing for a decision that no missing key can change; None if it is a denial."""
    if decision.answer is not Answer.ALLOW:
        return None
    deciding = [ref for ref in decision.statements if ref.layer is not Layer.BOUNDARY]
    return Standing(Grade.ALLOW, tuple(map(candidate.original, deciding)))


def _readable(policies: Policies) -> Policies:
    """The policies, with None for documents that cannot be read."""

    def readable(group: tuple[NamedPolicy, ...]) -> tuple[NamedPolicy, ...]:
        return tuple(NamedPolicy(name, None if document and document.faults else document) for name, document in group)

    return policies._replace(identity=readable(policies.identity), boundary=readable(policies.boundary))
