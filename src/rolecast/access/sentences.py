"""The meaning of statements, as values that `wording` turns into text.

The sentences of some statements hold for a request if and only if the statements match it; a test compares them with
the decision engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rolecast.access.demands import Demand, Existence, demands
from rolecast.iam import patterns
from rolecast.iam.documents import Document
from rolecast.iam.statements import Effect, PolicyType, Principals, Statement, Texts


class Selection(NamedTuple):
    """The given texts, or everything except them."""

    texts: Texts
    is_except: bool = False

    @property
    def is_everything(self) -> bool:
        return not self.texts if self.is_except else any(text in ("*", "*:*") for text in self.texts)

    @property
    def is_nothing(self) -> bool:
        return Selection(self.texts, not self.is_except).is_everything


class SentenceSubject(NamedTuple):
    """The given principals, or everyone except them."""

    principals: Principals
    is_except: bool = False


class Limit(NamedTuple):
    """The resources and demands of a sentence. All must hold."""

    resources: Selection | None
    """None in a trust policy: the role itself."""
    demands: tuple[Demand | Existence, ...]
    has_variables: bool
    """Whether `${...}` is a variable rather than plain text."""

    @property
    def is_none(self) -> bool:
        return not self.demands and (self.resources is None or self.resources.is_everything)


class Sentence(NamedTuple):
    """Allows or denies the actions within any one of `limits`."""

    effect: Effect
    subject: SentenceSubject | None
    """None in an identity policy: the role itself."""
    actions: Selection
    limits: tuple[Limit, ...]


Said = tuple[Statement, bool]
"""A statement, and whether its document has variables."""


def said(document: Document) -> tuple[Said, ...]:
    """The statements of a document. Raises InputError for an invalid one.

    Completes ARNs that lack parts, as IAM does.
    """
    completes = document.type not in (PolicyType.RESOURCE, PolicyType.RCP)
    return tuple(
        (_completed(statement) if completes else statement, document.has_variables) for statement in document.statements
    )


def sentences(statements: Iterable[Said]) -> tuple[Sentence, ...]:
    """The sentences of the statements. Merges those that differ only in their limits or only in their actions."""
    limits: dict[tuple[Effect, SentenceSubject | None, Selection], list[Limit]] = {}
    for statement, has_variables in statements:
        head = statement.effect, _subject(statement), _actions(statement)
        limit = Limit(_resources(statement), demands(statement.conditions), has_variables)
        limits.setdefault(head, []).append(limit)
    merged: dict[Sentence, Sentence] = {}
    for (effect, subject, actions), found in limits.items():
        sentence = Sentence(effect, subject, actions, _alternatives(found))
        rest = sentence if actions.is_except else sentence._replace(actions=Selection(()))
        if rest in merged:
            texts = (*merged[rest].actions.texts, *actions.texts)
            sentence = sentence._replace(actions=Selection(tuple(dict.fromkeys(texts))))
        merged[rest] = sentence
    return tuple(merged.values())


class Outline(NamedTuple):
    """A summary of a document: the services of its Allow statements, and its other statements in full.

    A service is in `whole` if all of its actions are allowed without limits, in `part` if some are, and in `limited` if
    actions are allowed only on some resources or under some conditions.
    """

    whole: tuple[str, ...]
    part: tuple[str, ...]
    limited: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    """Every Deny, and every Allow that names no services (`*` or NotAction)."""


def outline(statements: Iterable[Said]) -> Outline:
    """The summary of the statements."""
    whole: set[str] = set()
    part: set[str] = set()
    limited: set[str] = set()
    others: list[Sentence] = []
    for sentence in sentences(statements):
        if sentence.effect is Effect.DENY or sentence.actions.is_except or sentence.actions.is_everything:
            others.append(sentence)
            continue
        is_limited = not any(limit.is_none for limit in sentence.limits)
        for service, _, name in (text.lower().partition(":") for text in sentence.actions.texts):
            (limited if is_limited else whole if name == "*" else part).add(service)
    part -= whole
    return Outline(tuple(sorted(whole)), tuple(sorted(part)), tuple(sorted(limited - whole)), tuple(others))


def _completed(statement: Statement) -> Statement:
    return statement._replace(
        resources=statement.resources and tuple(map(patterns.completed, statement.resources)),
        not_resources=statement.not_resources and tuple(map(patterns.completed, statement.not_resources)),
    )


def _subject(statement: Statement) -> SentenceSubject | None:
    if statement.principals is not None:
        return SentenceSubject(statement.principals)
    return None if statement.not_principals is None else SentenceSubject(statement.not_principals, is_except=True)


def _actions(statement: Statement) -> Selection:
    if statement.actions is not None:
        return Selection(statement.actions)
    return Selection(statement.not_actions or (), is_except=True)


def _resources(statement: Statement) -> Selection | None:
    if statement.resources is not None:
        return Selection(statement.resources)
    return None if statement.not_resources is None else Selection(statement.not_resources, is_except=True)


def _alternatives(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    """The distinct limits; only the one without restrictions, if there is one."""
    found = tuple(dict.fromkeys(limits))
    return next(((limit,) for limit in found if limit.is_none), found)
