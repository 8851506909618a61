"""Overlays and corrections: how statements differ from those at the top of an activity's file.

Both are lists of operations on statements, which have names in the file:

    split     moves the given actions to a new statement before the old one, with a Condition if one is given
    add       adds actions or resources to a statement, and keeps the existing ones
    insert    adds a new statement before or after another
    restrict  adds a Condition to a statement, whose existing one must hold too
    relax     removes condition keys from a statement, with all operators
    replace   replaces the resources of a statement
    drop      removes a statement, or only the given actions
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

Statement = Mapping[str, Any]
Statements = dict[str, Statement]
"""The statements of a document by their name in the file, in the document's order."""


class NameTakenError(Exception):
    """An operation creates a statement whose name already exists."""


class ContradictionError(Exception):
    """An operation leaves a statement with conditions that no request meets."""


class OverlayOperation(Protocol):
    @property
    def statement(self) -> str: ...

    def apply(self, statements: Statements) -> Statements: ...


def apply_all(operations: Iterable[OverlayOperation], statements: Statements) -> Statements:
    """The statements after all operations.

    Raises KeyError for an unknown statement or action, NameTakenError, ContradictionError, and InexpressibleError if
    two conditions cannot be written together.
    """
    for operation in operations:
        statements = operation.apply(statements)
    return statements


class Split(NamedTuple):
    statement: str
    into: str
    actions: str | list[str]
    """One action or a list, as the new statement writes them."""
    condition: Mapping[str, Any]

    def apply(self, statements: Statements) -> Statements:
        whole = statements[self.statement]
        if self.into in statements:
            if statements[self.into].get("Action") != self.actions:
                raise NameTakenError(self.into)
            # Another overlay has split off the same actions: both conditions apply.
            return Restrict(self.into, self.condition).apply(statements)
        part = {**{name: value for name, value in whole.items() if name != "Sid"}, "Action": self.actions}
        rest = {**whole, "Action": _without(whole["Action"], as_list(self.actions))}
        parted = _replace(statements, self.statement, {self.into: part, self.statement: rest})
        return Restrict(self.into, self.condition).apply(parted)


class Add(NamedTuple):
    statement: str
    element: str
    """`Action` or `Resource`."""
    values: tuple[str, ...]
    after: str | None
    """The value after which the new ones are inserted; None appends them."""

    def apply(self, statements: Statements) -> Statements:
        old = statements[self.statement]
        values = as_list(old[self.element])
        at = len(values) if self.after is None else _index(values, self.after) + 1
        joined = [*values[:at], *(value for value in self.values if value not in values), *values[at:]]
        return {**statements, self.statement: {**old, self.element: joined}}


class Insert(NamedTuple):
    statement: str
    before: str | None
    after: str | None
    content: Statement

    def apply(self, statements: Statements) -> Statements:
        if self.statement in statements:
            raise NameTakenError(self.statement)
        new = {self.statement: self.content}
        if self.before is not None:
            return _replace(statements, self.before, {**new, self.before: statements[self.before]})
        neighbour = self.after or next(reversed(statements))
        return _replace(statements, neighbour, {neighbour: statements[neighbour], **new})


class Restrict(NamedTuple):
    statement: str
    condition: Mapping[str, Any]

    def apply(self, statements: Statements) -> Statements:
        old = statements[self.statement]
        from rolecast.catalogue.intersections import both  # rarely needed

        merged = both(old.get("Condition", {}), self.condition)
        if merged is None:
            raise ContradictionError(self.statement)
        return {**statements, self.statement: _with_condition(old, merged)}


class Relax(NamedTuple):
    statement: str
    keys: tuple[str, ...]

    def apply(self, statements: Statements) -> Statements:
        old = statements[self.statement]
        conditions = old.get("Condition", {})
        for gone in self.keys:
            _index([key for keys in conditions.values() for key in keys], gone)
        kept = {
            operator: {key: value for key, value in keys.items() if key not in self.keys}
            for operator, keys in conditions.items()
        }
        left = {operator: keys for operator, keys in kept.items() if keys}
        return {**statements, self.statement: _with_condition(old, left)}


class Replace(NamedTuple):
    statement: str
    resources: str | list[str]
    """One resource or a list, as the statement writes them."""

    def apply(self, statements: Statements) -> Statements:
        return {**statements, self.statement: {**statements[self.statement], "Resource": self.resources}}


class Drop(NamedTuple):
    statement: str
    actions: tuple[str, ...]
    """If empty, the whole statement is removed."""

    def apply(self, statements: Statements) -> Statements:
        old = statements[self.statement]
        if self.actions:
            return {**statements, self.statement: {**old, "Action": _without(old["Action"], self.actions)}}
        return {name: statement for name, statement in statements.items() if name != self.statement}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _replace(statements: Statements, name: str, replacements: Statements) -> Statements:
    if name not in statements:
        raise KeyError(name)
    replaced: Statements = {}
    for other, statement in statements.items():
        replaced.update(replacements if other == name else {other: statement})
    return replaced


def _with_condition(statement: Statement, condition: Mapping[str, Any]) -> Statement:
    unconditional = {name: value for name, value in statement.items() if name != "Condition"}
    return {**unconditional, "Condition": condition} if condition else unconditional


def _without(actions: Any, gone: Collection[str]) -> list[str]:
    left = as_list(actions)
    for action in gone:
        _index(left, action)
    return [action for action in left if action not in gone]


def _index(values: list[str], value: str) -> int:
    if value not in values:
        raise KeyError(value)
    return values.index(value)
