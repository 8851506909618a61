"""Documents back to JSON: as they were written, in one normal form, or shorter."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from rolecast.iam import patterns
from rolecast.iam.documents import Bare, Condition, Document, Principals, Single, Statement, Texts
from rolecast.iam.patterns import GappedGlob, Pattern


def to_json(document: Document) -> dict[str, Any]:
    """The JSON value of a document. What was written as a text or as a list stays that.

    Elements stand in the order of AWS's reference; an empty Condition is left out.
    """
    statements = [_statement(statement) for statement in document.statements]
    written: dict[str, Any] = {"Version": document.version, "Id": document.id}
    written["Statement"] = statements[0] if document.single else statements
    return {element: value for element, value in written.items() if value is not None}


def normalise(document: Document) -> Document:
    """One form for documents that differ in order, repetition and brackets alone."""
    statements = {_map_texts(replace(statement, place=None), _sorted) for statement in document.statements}
    return replace(document, statements=tuple(sorted(statements, key=repr)), single=False)


def minimise(document: Document) -> Document:
    """A shorter document that means the same.

    Leaves out what another entry of the same list covers, joins statements that differ in their Action or
    in their Resource alone, and takes the brackets off lists of one. Joined statements lose their Sids
    where these differ.
    """
    statements = tuple(_map_texts(statement, _once) for statement in document.statements)
    while len(joined := _join(_join(statements, "actions"), "resources")) < len(statements):
        statements = joined
    shortened = tuple(_map_texts(_without_covered(statement), _unbracketed) for statement in statements)
    return replace(document, statements=shortened, single=len(shortened) == 1)


def _statement(statement: Statement) -> dict[str, Any]:
    written: dict[str, Any] = {
        "Sid": statement.sid,
        "Effect": statement.effect.value,
        "Principal": _principals(statement.principals),
        "NotPrincipal": _principals(statement.not_principals),
        "Action": _texts(statement.actions),
        "NotAction": _texts(statement.not_actions),
        "Resource": _texts(statement.resources),
        "NotResource": _texts(statement.not_resources),
        "Condition": _conditions(statement.conditions),
    }
    return {element: value for element, value in written.items() if value is not None}


def _principals(principals: Principals | None) -> Any:
    if principals is None:
        return None
    return "*" if principals.everyone else {kind: _texts(texts) for kind, texts in principals.entries}


def _conditions(conditions: tuple[Condition, ...]) -> dict[str, dict[str, Any]] | None:
    written: dict[str, dict[str, Any]] = {}
    for operator, key, values in conditions:
        written.setdefault(operator, {})[key] = _texts(values)
    return written or None


def _texts(texts: Texts | None) -> Any:
    if texts is None:
        return None
    values = [json.loads(text) if isinstance(text, Bare) else text for text in texts]
    return values[0] if isinstance(texts, Single) else values


def _map_texts(statement: Statement, change: Callable[[Texts], Texts]) -> Statement:
    """The statement with each of its lists changed."""

    def optional(texts: Texts | None) -> Texts | None:
        return None if texts is None else change(texts)

    def named(principals: Principals | None) -> Principals | None:
        if principals is None:
            return None
        return Principals(principals.everyone, tuple((kind, change(texts)) for kind, texts in principals.entries))

    return replace(
        statement,
        actions=optional(statement.actions),
        not_actions=optional(statement.not_actions),
        resources=optional(statement.resources),
        not_resources=optional(statement.not_resources),
        principals=named(statement.principals),
        not_principals=named(statement.not_principals),
        conditions=tuple(condition._replace(values=change(condition.values)) for condition in statement.conditions),
    )


def _sorted(texts: Texts) -> Texts:
    return tuple(sorted(set(texts)))


def _once(texts: Texts) -> Texts:
    return tuple(dict.fromkeys(texts))


def _unbracketed(texts: Texts) -> Texts:
    return Single(texts) if len(texts) == 1 else texts


def _join(statements: tuple[Statement, ...], element: Literal["actions", "resources"]) -> tuple[Statement, ...]:
    """The statements, those made one that differ in `element` alone. A NotAction or NotResource is not joined."""
    joined: dict[object, Statement] = {}
    for number, statement in enumerate(statements):
        texts: Texts | None = getattr(statement, element)
        key = number if texts is None else _with(statement, element, None, sid=None)
        first = joined.get(key)
        if first is None or texts is None:
            joined[key] = statement
        else:
            sid = statement.sid if statement.sid == first.sid else None
            joined[key] = _with(first, element, _once((*getattr(first, element), *texts)), sid=sid)
    return tuple(joined.values())


def _with(statement: Statement, element: str, texts: Texts | None, sid: str | None) -> Statement:
    changes: dict[str, Any] = {element: texts, "sid": sid}
    return replace(statement, **changes)


def _without_covered(statement: Statement) -> Statement:
    return replace(
        statement,
        actions=_uncovered(statement.actions, fold=True),
        not_actions=_uncovered(statement.not_actions, fold=True),
        resources=_uncovered(statement.resources, fold=False),
        not_resources=_uncovered(statement.not_resources, fold=False),
    )


def _uncovered(texts: Texts | None, *, fold: bool) -> Texts | None:
    """The texts that no other covers. Of those that cover each other the first stays."""
    if texts is None:
        return None
    compared = {text: patterns.pattern(text.lower() if fold else text) for text in texts if fold or _is_whole(text)}
    order = {pattern: number for number, pattern in reversed(list(enumerate(compared.values())))}
    wide = [pattern for pattern in order if len(pattern.pieces) > 1 or isinstance(pattern, GappedGlob)]

    def is_covered(narrow: Pattern) -> bool:
        return any(
            patterns.covers(pattern, narrow)
            and (order[pattern] < order[narrow] or not patterns.covers(narrow, pattern))
            for pattern in wide
            if pattern != narrow
        )

    kept = {number for pattern, number in order.items() if not is_covered(pattern)}
    left_out = {text for number, text in enumerate(compared) if number not in kept}
    return tuple(text for text in texts if text not in left_out)


def _is_whole(resource: str) -> bool:
    """Whether a resource can be compared as it stands: no variables, and no parts to be completed."""
    return resource == "*" or ("${" not in resource and resource.count(":") >= 5)
