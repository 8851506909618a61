"""Removes the access that activities allow from a role's policies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from rolecast.audits import excess, forms
from rolecast.audits.forms import FormClause
from rolecast.audits.statements import HeldStatement, held
from rolecast.iam import action_sets
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer
from rolecast.iam.statements import Effect, Statement
from rolecast.role import AttachedPolicy, Role


class Remainder(NamedTuple):
    """A role without the explained access. `explained` is the set of removed actions. `texts` measures the rest: the
    actions and resources in its statements, plus the number of attached policies.
    """

    role: Role
    explained: int
    texts: int


class Cutter:
    """Removes access that activities allow from a role's policies, except those named in `kept`.

    Own policies lose single actions and resources; an attached policy is removed if all of it is explained. Deny
    statements remain, and so do statements with conditions that the activities do not have.
    """

    def __init__(self, role: Role, kept: Collection[str] = ()) -> None:
        self._role = role
        self._own = {each.name: _read(each.document) for each in role.policies if each.name not in kept}
        self._attached = {each.arn: _read(each.document) for each in role.attached if each.arn not in kept}

    @cached_property
    def explainable(self) -> int:
        """The actions that may be removed: those of Actions that match only actions of activities."""
        attached = (parts for parts in self._attached.values() if not any(map(_unknown, parts)))
        parts = (part for group in (*self._own.values(), *attached) for part in group if part.is_allow)
        texts = (action_sets.of_text(text) for part in parts for text in part.statement.actions or ())
        return forms.union(meant for meant in texts if not meant & ~forms.known())

    def cut(self, clauses: Sequence[FormClause]) -> Remainder:
        """The remainder after these clauses of activities."""
        explained = texts = 0
        known = forms.union(clause.actions for clause in clauses)
        policies = []
        for policy in self._role.policies:
            found = [_cut(each, clauses) for each in self._own.get(policy.name, ())]
            if not any(each.explained for each in found):
                policies.append(policy)
            else:
                explained |= forms.union(each.explained for each in found)
                if left := [each.statement for each in found if each.statement]:
                    document = Document.of_statements(left, policy.document.version, policy.document.type)
                    policies.append(policy._replace(document=document))
            texts += sum(each.texts for each in found)
        attached: list[AttachedPolicy] = []
        for each in self._role.attached:
            parts = self._attached.get(each.arn, [])
            if parts and all(_is_explained(part, clauses, known) for part in parts):
                explained |= forms.union(part.actions for part in parts)
            else:
                attached.append(each)
        texts += len(attached)
        return Remainder(replace(self._role, policies=tuple(policies), attached=tuple(attached)), explained, texts)


def _unknown(each: HeldStatement) -> bool:
    """Whether a statement is about an action that no activity has."""
    return bool(each.actions & ~forms.known())


def _is_explained(each: HeldStatement, clauses: Sequence[FormClause], known: int) -> bool:
    return not each.actions & ~known and _cut(each, clauses).statement is None


class _Cut(NamedTuple):
    """The remainder of a statement, None for nothing, and the explained actions."""

    statement: Statement | None
    explained: int

    @property
    def texts(self) -> int:
        """The number of action and resource pairs in the rest of the statement."""
        left = self.statement
        return 0 if left is None else len(left.actions or ()) * max(1, len(left.resources or ()))


def _read(document: Document | None) -> list[HeldStatement]:
    if document is None or document.faults or document.names:
        return []
    return [held(each, Layer.IDENTITY, has_variables=document.has_variables) for each in document.statements]


def _cut(each: HeldStatement, clauses: Sequence[FormClause]) -> _Cut:
    statement = each.statement
    if statement.effect is Effect.DENY or not statement.actions:
        return _Cut(statement, 0)
    left = _left(each, clauses)
    actions = tuple(text for text in statement.actions if _is_left(text, left))
    if not actions:
        return _Cut(None, each.actions)
    if statement.resources and len(statement.resources) > 1:
        parts = {text: _left(part, clauses) for text, part in _by_resource(each)}
        resources = tuple(text for text, own in parts.items() if any(_is_left(action, own) for action in actions))
        statement = statement._replace(resources=resources or statement.resources)
    explained = action_sets.of_texts(text for text in statement.actions or () if text not in actions)
    return _Cut(statement._replace(actions=actions), explained & ~action_sets.of_texts(actions))


def _by_resource(each: HeldStatement) -> Iterator[tuple[str, HeldStatement]]:
    for text in each.texts:
        yield (
            text,
            replace(each, statement=each.statement._replace(resources=(text,)), resources=forms.resources((text,))),
        )


def _left(each: HeldStatement, clauses: Sequence[FormClause]) -> int:
    """The actions of a statement that the clauses do not allow as widely."""
    known = forms.union(clause.actions for clause in clauses)
    return (each.actions & ~known) | excess.wider(each, clauses, each.actions & known)


def _is_left(text: str, left: int) -> bool:
    """Whether an Action matches a remaining action, or none that is known."""
    meant = action_sets.of_text(text)
    return not meant or bool(meant & left)
