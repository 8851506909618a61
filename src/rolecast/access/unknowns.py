"""Answers for roles with open texts: an answer counts only if it is the same for all of their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rolecast.access.questions import Asker, Context, Reply
from rolecast.iam import openings
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.openings import OpeningBound
from rolecast.iam.policies import NamedPolicy, StatementRef
from rolecast.iam.statements import Statement
from rolecast.role import LONGEST_ENVIRONMENT, AttachedPolicy, Role

_DENIALS = {Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY}


def is_open(role: Role) -> bool:
    """Whether the role's access depends on open texts."""
    return any(openings.is_open(document) for _, document in _documents(role))


def open_texts(role: Role) -> dict[str, str]:
    """The expressions with unknown values in the role's policies, by name, except whole documents."""
    documents = [role.trust_policy, *(document for _, document in _documents(role))]
    parts = [document for document in documents if not openings.is_unknown(document)]
    return {name: each.open[name] for each in parts for name in sorted(openings.names(each))}


def asker_of(role: Role) -> Asker:
    """The asker for a role, with or without open texts."""
    return _OpenAsker(role) if is_open(role) else Asker(role)


class _OpenAsker(Asker):
    """Asks with the most and the least access that the role's open texts may give."""

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self._most = Asker(_bounded(role, OpeningBound.MOST, OpeningBound.LEAST))
        self._least = Asker(_bounded(role, OpeningBound.LEAST, OpeningBound.MOST))
        self._written = dict(_statements(role))
        self._open_texts = open_texts(role)

    def ask(self, action: str, resource: str, context: Context, resource_policy: NamedPolicy | None = None) -> Reply:
        most, least = (each.ask(action, resource, context, resource_policy) for each in (self._most, self._least))
        if most.answer is least.answer is Answer.ALLOW:
            return _as_written(least, self._written)
        if {most.answer, least.answer} <= _DENIALS:
            return _as_written(most, self._written)
        # If one of them is unknown for other reasons, it has the explanation.
        shown = most if most.answer is Answer.UNKNOWN or least.answer is not Answer.UNKNOWN else least
        reply = _as_written(shown, self._written)
        return reply._replace(answer=Answer.UNKNOWN, open_texts=tuple(self._depends_on(most, least)))

    def _depends_on(self, most: Reply, least: Reply) -> Iterator[str]:
        """The open texts of the statements that match in one case; those of every template come last."""
        known = self._open_texts
        about = {
            name: None
            for each in (*most.traces, *least.traces)
            if each.matches
            for name in sorted(openings.names_in(self._written.get(_place(each.ref), each.statement), known))
        }
        for name in sorted(about, key=LONGEST_ENVIRONMENT.__contains__):
            yield known[name]


def _as_written(reply: Reply, written: dict[tuple[str, int], Statement]) -> Reply:
    """The reply with the statements as the role's policies have them, for use in texts."""
    traces = (each._replace(statement=written.get(_place(each.ref), each.statement)) for each in reply.traces)
    return reply._replace(traces=tuple(traces))


def _place(ref: StatementRef) -> tuple[str, int]:
    return ref.policy, ref.statement


def _statements(role: Role) -> Iterator[tuple[tuple[str, int], Statement]]:
    for name, document in _documents(role):
        if not openings.is_unknown(document):
            for number, statement in enumerate(document.statements):
                yield (name, number), statement


def _documents(role: Role) -> Iterator[tuple[str, Document]]:
    for policy in role.policies:
        yield policy.name, policy.document
    for attached in filter(None, (*role.attached, role.permissions_boundary)):
        if attached.document is not None:
            yield attached.name, attached.document


def _bounded(role: Role, allows: OpeningBound, denies: OpeningBound) -> Role:
    def bound(document: Document) -> Document:
        if openings.is_unknown(document):
            return document
        return openings.bounded(document, allows=allows, denies=denies)

    return replace(
        role,
        policies=tuple(policy._replace(document=bound(policy.document)) for policy in role.policies),
        attached=tuple(_with_text(policy, bound) for policy in role.attached),
        permissions_boundary=role.permissions_boundary and _with_text(role.permissions_boundary, bound),
    )


def _with_text(policy: AttachedPolicy, bound: Callable[[Document], Document]) -> AttachedPolicy:
    return policy._replace(text=bound(policy.text)) if policy.text else policy
