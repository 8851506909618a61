"""How a policy document has changed, as lines for people: statement by statement, what is unchanged folded away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rolecast.deployment import meaning
from rolecast.deployment.meaning import NormalStatement
from rolecast.iam.documents import PolicyType
from rolecast.iam.quotas import document_size
from rolecast.role import Document

INDENT = "    "
_NOUNS = {
    "Action": "action",
    "NotAction": "excepted action",
    "Resource": "resource",
    "NotResource": "excepted resource",
}


class _Pair(NamedTuple):
    """A statement before and after; its number is that of the side that is there."""

    before: NormalStatement | None
    after: NormalStatement | None
    number: int


def summary(document: Document) -> str:
    """`5 statements, 1,234 characters`."""
    written = document.get("Statement", ())
    count = 1 if isinstance(written, Mapping) else len(written)
    return f"{_count(count, 'statement')}, {document_size(document):,} characters"


def document_lines(before: Document, after: Document, policy_type: PolicyType) -> Iterator[str]:
    """The lines that tell the two apart, none of them indented as a whole."""
    old, new = meaning.statements(before, policy_type), meaning.statements(after, policy_type)
    if old is None or new is None:
        yield "~ the document, which cannot be read as a policy"
        return
    versions = [document.get("Version", "2008-10-17") for document in (before, after)]
    if versions[0] != versions[1]:
        yield f"~ version: {versions[0]} -> {versions[1]}"
    pairs = _pairs(old, new)
    for pair in pairs:
        if pair.before != pair.after:
            yield from _statement_lines(pair)
    if hidden := sum(pair.before == pair.after for pair in pairs):
        yield f"  {_hidden(hidden, 'statement')}"


def _pairs(old: Sequence[NormalStatement], new: Sequence[NormalStatement]) -> list[_Pair]:
    """Each new statement with the old one that it comes from, then the old ones that are gone."""
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


def _likeness(one: NormalStatement, other: NormalStatement) -> float:
    if one == other:
        return 3.0
    if one.get("Sid") or other.get("Sid"):
        return 2.0 if one.get("Sid") == other.get("Sid") else 0.0
    values, others = set(_values(one)), set(_values(other))
    return len(values & others) / len(values | others)


def _values(statement: NormalStatement) -> Iterator[tuple[str, str]]:
    yield "Effect", statement["Effect"]
    for name in _NOUNS:
        for value in statement.get(name, ()):
            yield name, value
    for name in ("Principal", "NotPrincipal"):
        for kind, texts in statement.get(name, {}).items():
            for text in texts:
                yield name, f"{kind} {text}"


def _statement_lines(pair: _Pair) -> Iterator[str]:
    before, after = pair.before or {}, pair.after or {}
    symbol = "+" if pair.before is None else "-" if pair.after is None else "~"
    sid = (pair.after or pair.before or {}).get("Sid")
    yield f"{symbol} statement {sid or pair.number}"
    for line in _element_lines(before, after):
        yield INDENT + line


def _element_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before.get("Effect") != after.get("Effect"):
        yield from _text_lines("effect", before.get("Effect"), after.get("Effect"))
    for name in ("Principal", "NotPrincipal"):
        noun = "principal" if name == "Principal" else "excepted principal"
        yield from _list_lines(noun, _principals(before.get(name, {})), _principals(after.get(name, {})))
    for name, noun in _NOUNS.items():
        yield from _list_lines(noun, before.get(name, ()), after.get(name, ()))
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


def _principals(principals: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{kind} {text}" for kind, texts in principals.items() for text in texts]


def _conditions(statement: Mapping[str, Any]) -> list[str]:
    return [
        f"{operator} {key}: {', '.join(values)}"
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    ]


def _hidden(count: int, noun: str) -> str:
    return f"({count} unchanged {noun}{'s' if count > 1 else ''} hidden)"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
