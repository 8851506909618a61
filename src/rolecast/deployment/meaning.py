"""What a change of a policy document takes away, and what it denies less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rolecast.iam import normal, patterns
from rolecast.iam.documents import Document
from rolecast.iam.statements import Effect, Statement


def lost_grants(old: Document, new: Document) -> list[Statement] | None:
    """The Allow statements of `old` that `new` does not have; None where one of the two cannot be read."""
    if old.faults or new.faults:
        return None
    if old.has_variables != new.has_variables:
        return _grants(old)
    kept = set(map(normal.statement_text, new.statements))
    return [statement for statement in _grants(old) if normal.statement_text(statement) not in kept]


def may_meet(some: Iterable[Statement], others: Iterable[Statement]) -> bool:
    """Whether a request could match a statement of each. False is certain; True may be too careful."""
    others = list(others)
    return any(_may_meet(one, other) for one in some for other in others)


def denials(document: Document) -> frozenset[str]:
    """Its Deny statements, each as one text; a document that the grammar refuses counts as one of them."""
    if document.faults:
        return frozenset([document.normal_text])
    denying = (statement for statement in document.statements if statement.effect is Effect.DENY)
    return frozenset(map(normal.statement_text, denying))


def united(documents: Iterable[Document]) -> Document | None:
    """One document with the statements of all; None where their versions differ or one cannot be read."""
    documents = list(documents)
    if any(document.faults for document in documents):
        return None
    versions = {document.version for document in documents}
    if len(versions) != 1:
        return None
    kept = dict.fromkeys(statement for document in documents for statement in document.statements)
    seen: set[str | None] = set()
    unique = []
    for statement in kept:
        unique.append(replace(statement, sid=None) if statement.sid in seen else statement)
        seen.add(statement.sid)
    return Document.of_statements(unique, versions.pop())


def _grants(document: Document) -> list[Statement]:
    return [statement for statement in document.statements if statement.effect is Effect.ALLOW]


def _may_meet(one: Statement, other: Statement) -> bool:
    if one.actions is None or other.actions is None:
        return True
    if not _any_meet([text.lower() for text in one.actions], [text.lower() for text in other.actions]):
        return False
    if one.resources is None or other.resources is None:
        return True
    return _any_meet(map(patterns.completed, one.resources), map(patterns.completed, other.resources))


def _any_meet(some: Iterable[str], others: Iterable[str]) -> bool:
    others = list(others)
    return any(_patterns_meet(one, other) for one in some for other in others)


def _patterns_meet(one: str, other: str) -> bool:
    one_is_plain, other_is_plain = not _is_pattern(one), not _is_pattern(other)
    if one_is_plain and other_is_plain:
        return one == other
    if one_is_plain:
        return "${" in other or patterns.matches(patterns.pattern(other), one)
    if other_is_plain:
        return "${" in one or patterns.matches(patterns.pattern(one), other)
    return True


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in ("*", "?", "${"))
