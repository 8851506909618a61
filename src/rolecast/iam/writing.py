"""Writes documents as JSON."""

from __future__ import annotations

import json
from typing import Any

from rolecast.iam.statements import Bare, Condition, Content, Principals, Single, Statement, Texts


def to_json(content: Content) -> dict[str, Any]:
    """The JSON value. Single texts and lists are written as they were read.

    Elements are in the order of AWS's reference; an empty Condition is omitted.
    """
    statements = list(map(statement_json, content.statements))
    written: dict[str, Any] = {"Version": content.version, "Id": content.id}
    written["Statement"] = statements[0] if content.single else statements
    return {element: value for element, value in written.items() if value is not None}


def statement_json(statement: Statement) -> dict[str, Any]:
    """The JSON value of one statement."""
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
