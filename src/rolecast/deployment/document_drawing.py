"""The difference of two policy documents as text, statement by statement. Hides what is unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rolecast.iam import normal
from rolecast.iam.documents import Document
from rolecast.iam.statements import Principals, Statement

INDENT = "    "


class _Pair(NamedTuple):
    """A statement before and after. `number` is its position after, or before if it was removed; from 1."""

    before: Statement | None
    after: Statement | None
    number: int


def summary(document: Document) -> str:
    """`5 statements, 1,234 characters`."""
    size = f"{document.size:,} characters"
    return size if document.faults else f"{counted(len(document.statements), 'statement')}, {size}"


def document_lines(before: Document, after: Document) -> Iterator[str]:
    """The lines that show the difference, without a common indent."""
    if before.faults or after.faults:
        yield "~ the document, which cannot be read as a policy"
        return
    versions = [document.version or "2008-10-17" for document in (before, after)]
    if versions[0] != versions[1]:
        yield f"~ version: {versions[0]} -> {versions[1]}"
    pairs = _pairs(*([normal.statement(each) for each in document.statements] for document in (before, after)))
    for pair in pairs:
        if pair.before != pair.after:
            yield from _statement_lines(pair)
    if hidden := sum(pair.before == pair.after for pair in pairs):
        yield f"  {_hidden(hidden, 'statement')}"


def _pairs(old: Sequence[Statement], new: Sequence[Statement]) -> list[_Pair]:
    """Each new statement with its closest old one, if any is close enough, then the old ones that were removed."""
    waiting = list(old)
    pairs = []
    for number, statement in enumerate(new, 1):
        match = max(waiting, key=lambda other: _likeness(other, statement), default=None)
        if match is not None and _likeness(match, statement) >= 0.5:
            waiting.remove(match)
            pairs.append(_Pair(match, statement, number))
        else:
            pairs.append(_Pair(None, statement, number))
    pairs += [_Pair(statement, None, old.index(statement) + 1) for statement in waiting]
    return pairs


def _likeness(one: Statement, other: Statement) -> float:
    if one == other:
        return 3.0
    if one.sid or other.sid:
        return 2.0 if one.sid == other.sid else 0.0
    values, others = set(_values(one)), set(_values(other))
    return len(values & others) / len(values | others)


def _values(statement: Statement) -> Iterator[tuple[str, str]]:
    yield "effect", statement.effect.value
    for noun, texts in _lists(statement).items():
        for text in texts:
            yield noun, text


def _lists(statement: Statement | None) -> dict[str, Sequence[str]]:
    """The lists of a statement, by the noun for one entry. Without its conditions."""
    if statement is None:
        return {}
    return {
        "principal": _principals(statement.principals),
        "excepted principal": _principals(statement.not_principals),
        "action": statement.actions or (),
        "excepted action": statement.not_actions or (),
        "resource": statement.resources or (),
        "excepted resource": statement.not_resources or (),
    }


def _statement_lines(pair: _Pair) -> Iterator[str]:
    symbol = "+" if pair.before is None else "-" if pair.after is None else "~"
    shown = pair.after or pair.before
    assert shown is not None
    yield f"{symbol} statement {shown.sid or pair.number}"
    for line in _element_lines(pair.before, pair.after):
        yield INDENT + line


def _element_lines(before: Statement | None, after: Statement | None) -> Iterator[str]:
    effects = [statement.effect.value if statement else None for statement in (before, after)]
    if effects[0] != effects[1]:
        yield from _text_lines("effect", *effects)
    old, new = _lists(before), _lists(after)
    for noun in new or old:
        yield from _list_lines(noun, old.get(noun, ()), new.get(noun, ()))
    yield from _list_lines("condition", _conditions(before), _conditions(after))


def _text_lines(noun: str, before: str | None, after: str | None) -> Iterator[str]:
    if before is None or after is None:
        yield f"{'+' if before is None else '-'} {noun} {after or before}"
    else:
        yield f"~ {noun}: {before} -> {after}"


def _list_lines(noun: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for value in after:
        if value not in before:
            yield f"+ {noun} {value}"
    for value in before:
        if value not in after:
            yield f"- {noun} {value}"
    if hidden := len(set(before) & set(after)):
        yield f"  {_hidden(hidden, noun)}"


def _principals(principals: Principals | None) -> list[str]:
    return [f"{kind} {text}" for kind, texts in (principals.entries if principals else ()) for text in texts]


def _conditions(statement: Statement | None) -> list[str]:
    conditions = statement.conditions if statement else ()
    return [f"{operator} {key}: {', '.join(values)}" for operator, key, values in conditions]


def _hidden(count: int, noun: str) -> str:
    return f"({count} unchanged {noun}{'s' if count > 1 else ''} hidden)"


def counted(count: int, noun: str) -> str:
    """`1 policy` or `2 policies`. A noun that ends in `s` does not change."""
    if count == 1 or noun.endswith("s"):
        return f"{count} {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"
