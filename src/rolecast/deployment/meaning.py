"""Policy documents by what they mean: the order of statements and of values, one text or a list of it, white
space and the case of actions are no difference; a Sid is one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from rolecast.iam import grammar, patterns
from rolecast.iam.documents import Document as Parsed
from rolecast.iam.documents import Effect, PolicyType, Principals, Statement, Texts
from rolecast.reading.faults import InputError
from rolecast.role import Document

NormalStatement = Mapping[str, Any]
"""Sid and Effect are texts; Action, Resource and their opposites sorted lists; Principal lists by type;
Condition lists by operator and key."""

_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")


def same(one: Document, other: Document, policy_type: PolicyType = PolicyType.IDENTITY) -> bool:
    return one == other or normal_text(one, policy_type) == normal_text(other, policy_type)


def digest(document: Document, policy_type: PolicyType = PolicyType.IDENTITY) -> bytes:
    """SHA-256 of what the document means."""
    return hashlib.sha256(normal_text(document, policy_type).encode()).digest()


def normal_text(document: Document, policy_type: PolicyType = PolicyType.IDENTITY) -> str:
    """One text for all documents of the same meaning. A document that our grammar refuses stands as it is."""
    try:
        parsed = grammar.parse(document, policy_type)
    except InputError:
        return _canonical(document)
    return _canonical([parsed.version or "2008-10-17", parsed.id, sorted(set(map(_folded, parsed.statements)))])


def statements(document: Document, policy_type: PolicyType = PolicyType.IDENTITY) -> list[NormalStatement] | None:
    """The statements in order, each in its normal form; None for a document that our grammar refuses."""
    try:
        return [_normal(statement) for statement in grammar.parse(document, policy_type).statements]
    except InputError:
        return None


def lost_grants(old: Document, new: Document) -> list[Statement] | None:
    """The Allow statements of `old` that do not stand in `new`; None where one of the two cannot be read."""
    try:
        before, after = grammar.parse(old), grammar.parse(new)
    except InputError:
        return None
    if before.has_variables != after.has_variables:
        return _grants(before)
    kept = set(map(_folded, after.statements))
    return [statement for statement in _grants(before) if _folded(statement) not in kept]


def may_meet(some: Iterable[Statement], others: Iterable[Statement]) -> bool:
    """Whether a request could match a statement of each. False is certain; True may be too careful."""
    others = list(others)
    return any(_may_meet(one, other) for one in some for other in others)


def denials(document: Document) -> frozenset[str]:
    """Its Deny statements, each as one text; a document that our grammar refuses counts as one of them."""
    try:
        parsed = grammar.parse(document)
    except InputError:
        return frozenset([_canonical(document)])
    return frozenset(_folded(statement) for statement in parsed.statements if statement.effect is Effect.DENY)


def united(documents: Iterable[Document]) -> dict[str, Any] | None:
    """One document with the statements of all, or None where their versions differ."""
    documents = list(documents)
    versions = {document.get("Version") for document in documents}
    if len(versions) != 1:
        return None
    kept: dict[str, dict[str, Any]] = {}
    for document in documents:
        written = document["Statement"]
        for statement in [written] if isinstance(written, Mapping) else written:
            kept.setdefault(_canonical(statement), dict(statement))
    sids: set[str] = set()
    for statement in kept.values():
        sid = statement.get("Sid")
        if sid in sids:
            del statement["Sid"]
        elif sid:
            sids.add(sid)
    version = versions.pop()
    return {**({"Version": version} if version else {}), "Statement": list(kept.values())}


def _grants(document: Parsed) -> list[Statement]:
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


def _folded(statement: Statement) -> str:
    """The statement as a text, without regard to case where IAM has none: in actions and in condition keys."""
    normal = dict(_normal(statement))
    for name in ("Action", "NotAction"):
        if name in normal:
            normal[name] = sorted({text.lower() for text in normal[name]})
    conditions: Mapping[str, Mapping[str, Any]] = normal.get("Condition", {})
    folded = {operator: {key.lower(): keys[key] for key in keys} for operator, keys in conditions.items()}
    return _canonical({**normal, "Condition": folded})


def _normal(statement: Statement) -> NormalStatement:
    lists = {
        "Action": statement.actions,
        "NotAction": statement.not_actions,
        "Resource": statement.resources,
        "NotResource": statement.not_resources,
    }
    principals = {"Principal": statement.principals, "NotPrincipal": statement.not_principals}
    conditions: dict[str, dict[str, list[str]]] = {}
    for operator, key, values in statement.conditions:
        conditions.setdefault(operator, {})[key] = _sorted(values)
    return {
        **({"Sid": statement.sid} if statement.sid else {}),
        "Effect": statement.effect.value,
        **{name: _principals(value) for name, value in principals.items() if value is not None},
        **{name: _sorted(texts) for name, texts in lists.items() if texts is not None},
        **({"Condition": conditions} if conditions else {}),
    }


def _principals(principals: Principals) -> dict[str, list[str]]:
    """IAM keeps an account's digits as the ARN of its root, and `"*"` means the same as `{"AWS": "*"}`."""
    if principals.everyone:
        return {"AWS": ["*"]}
    return {kind: _sorted(_ROOT.sub(r"\1", text) for text in texts) for kind, texts in principals.entries}


def _sorted(texts: Iterable[str] | Texts) -> list[str]:
    return sorted(set(map(str, texts)))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
