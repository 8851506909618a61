"""What policy documents grant and deny, and what a change adds. Also merges documents."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rolecast.iam import normal, reach
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies
from rolecast.iam.reach import Reach
from rolecast.iam.statements import VERSION, Effect, Statement

_MOST_STEPS = 50_000
"""Limit for the exact comparison of two documents: some tenths of a second."""
_EVERYTHING = NamedPolicy("everything", EVERYTHING)


@lru_cache(maxsize=4_096)
def reaches(document: Document, effect: Effect, layer: Layer = Layer.IDENTITY) -> frozenset[Reach] | None:
    """The reaches of the document's statements with this effect; None if the document is invalid."""
    if document.faults:
        return None
    return frozenset(
        reach.reach(statement, layer, has_variables=document.has_variables)
        for statement in document.statements
        if statement.effect is effect
    )


def added(old: Document, new: Document, effect: Effect) -> list[Reach] | None:
    """The reaches of statements with this effect in `new` that those in `old` may not cover.

    An empty list is a proof that nothing is added; a list with entries is not a proof of the opposite. None if one of
    the documents is invalid and they differ: anything may be added.
    """
    before, after = reaches(old, effect), reaches(new, effect)
    if before is None or after is None:
        return None if old != new else []
    found = [each for each in after if each not in before and not reach.is_covered(each, before)]
    return [] if found and _adds_nothing(old, new, effect) else found


def _adds_nothing(old: Document, new: Document, effect: Effect) -> bool:
    """Whether an exact comparison proves that `new` adds nothing to `old` by statements with this effect."""
    from rolecast.iam.comparison import Budget, allows_more  # only if comparing statements is not enough

    sides = []
    for document in (old, new):
        statements = [each for each in document.statements if each.effect is effect]
        own = Document.of_statements(statements, document.version) if statements else None
        sides.append((NamedPolicy("statements", own),) if own else ())
    before, after = sides
    if effect is Effect.ALLOW:
        return allows_more(Policies(before), Policies(after), Budget(_MOST_STEPS)) is False
    denied, left = Policies((_EVERYTHING, *after)), Policies((_EVERYTHING, *before))
    return allows_more(denied, left, Budget(_MOST_STEPS)) is False


def may_meet(some: Iterable[Reach], others: Iterable[Reach]) -> bool:
    """Whether a request could match one of each. Sound, not complete: may return True if none can."""
    others = list(others)
    return any(reach.meets(one, other) for one in some for other in others)


def denying(documents: Iterable[Document]) -> Document | None:
    """One document with the Deny statements of all; None if there are none or they cannot be merged."""
    return _of_statements(documents, (Effect.DENY,))


def united(documents: Iterable[Document]) -> Document | None:
    """One document with the statements of all; None if they cannot be merged.

    They cannot be if a document is invalid, or if statements with variables are of different versions.
    """
    return _of_statements(documents, (Effect.ALLOW, Effect.DENY))


def _of_statements(documents: Iterable[Document], effects: tuple[Effect, ...]) -> Document | None:
    documents = list(documents)
    if any(document.faults for document in documents):
        return None
    kept = [
        (document.version, statement)
        for document in documents
        for statement in document.statements
        if statement.effect in effects
    ]
    versions = {version for version, statement in kept if "${" in normal.statement_text(statement)}
    if not kept or len(versions) > 1:
        return None
    seen: set[str | None] = set()
    unique: list[Statement] = []
    for statement in dict.fromkeys(statement for _, statement in kept):
        unique.append(statement._replace(sid=None) if statement.sid in seen else statement)
        seen.add(statement.sid)
    return Document.of_statements(unique, versions.pop() if versions else VERSION)
