"""The normal form of documents: the same for all that differ only in ways that IAM ignores.

Ignores the order of statements and values, the difference between a single text and a list of it, white space, and the
case of actions and condition keys. A Sid does make a difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from rolecast.iam import writing
from rolecast.iam.statements import Content, Principals, Statement, Texts

_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")


def text(content: Content) -> str:
    """A text that is equal for contents with the same normal form."""
    statements = sorted(set(map(statement_text, content.statements)))
    return canonical([content.version or "2008-10-17", content.id, statements])


def statement_text(given: Statement) -> str:
    """A text that is equal for statements with the same normal form."""
    normal = statement(given)
    folded = normal._replace(
        actions=_folded(normal.actions),
        not_actions=_folded(normal.not_actions),
        conditions=tuple(condition._replace(key=condition.key.lower()) for condition in normal.conditions),
    )
    # Accounts store digests of this form (see `deployment/ownership.py`), so it must never change.
    return canonical({"Condition": {}, **writing.statement_json(folded)})


def statement(given: Statement) -> Statement:
    """The statement in its normal form, except that letters keep their case."""
    return given._replace(
        sid=given.sid or None,
        actions=_sorted(given.actions),
        not_actions=_sorted(given.not_actions),
        resources=_sorted(given.resources),
        not_resources=_sorted(given.not_resources),
        principals=_principals(given.principals),
        not_principals=_principals(given.not_principals),
        conditions=tuple(
            sorted(condition._replace(values=_sorted(condition.values) or ()) for condition in given.conditions)
        ),
    )


def canonical(value: Any) -> str:
    """The JSON of a value with its keys sorted."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _principals(principals: Principals | None) -> Principals | None:
    """IAM stores an account's digits as the ARN of its root; `"*"` means the same as `{"AWS": "*"}`."""
    if principals is None:
        return None
    if principals.everyone:
        return Principals(everyone=False, entries=(("AWS", ("*",)),))
    entries = ((kind, _unique(_ROOT.sub(r"\1", text) for text in texts)) for kind, texts in principals.entries)
    return Principals(everyone=False, entries=tuple(sorted(entries)))


def _sorted(texts: Texts | None) -> Texts | None:
    return None if texts is None else _unique(map(str, texts))


def _folded(texts: Texts | None) -> Texts | None:
    return None if texts is None else _unique(text.lower() for text in texts)


def _unique(texts: Iterable[str]) -> Texts:
    return tuple(sorted(set(texts)))
