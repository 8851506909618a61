"""Deny statements for the requests that a guardrail forbids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from rolecast.catalogue.intersections import Condition, both, texts
from rolecast.catalogue.portions import Asked, written_out
from rolecast.guardrails.guardrail import Guardrail, Requirement
from rolecast.iam import services
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION

_OPPOSITES = {
    "StringEquals": "StringNotEquals",
    "StringLike": "StringNotLike",
    "ArnEquals": "ArnNotEquals",
    "ArnLike": "ArnNotLike",
}
_OPPOSITES |= {opposite: base for base, opposite in _OPPOSITES.items()}
_ALL, _ANY, _IF_EXISTS = "ForAllValues:", "ForAnyValue:", "IfExists"


def denials(guardrail: Guardrail) -> Iterator[dict[str, Any]]:
    """Deny statements for what the guardrail forbids, whichever policies allow it."""
    for requirement in guardrail.requirements:
        element = {"Action": short(requirement.actions)} if requirement.actions else {"NotAction": ["iam:*"]}
        yield from denials_of(requirement, element)


def denials_of(requirement: Requirement, element: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Deny statements for what a requirement forbids, with this Action or NotAction."""
    whole: dict[str, Any] = {**element, "Resource": list(requirement.resources) or "*"}
    if requirement.services:  # a trust policy has no Resource
        whole = {"Principal": {"Service": list(requirement.services)}, **element}
    for condition in unmet(requirement.asked):
        yield {"Effect": "Deny", **whole, "Condition": condition}


def packed(statements: Iterable[dict[str, Any]], most: int) -> list[Document]:
    """The statements in few documents of at most `most` characters. A longer statement is split by its actions."""
    groups: list[list[dict[str, Any]]] = []
    for statement in (part for whole in statements for part in _fitting(whole, most)):
        group = next((each for each in groups if _document([*each, statement]).size <= most), None)
        if group is None:
            groups.append([statement])
        else:
            group.append(statement)
    return list(map(_document, groups))


def _fitting(statement: dict[str, Any], most: int) -> Iterator[dict[str, Any]]:
    actions = statement.get("Action", [])
    if len(actions) < 2 or _document([statement]).size <= most:
        yield statement
        return
    middle = len(actions) // 2
    for half in (actions[:middle], actions[middle:]):
        yield from _fitting({**statement, "Action": half}, most)


def _document(statements: list[dict[str, Any]]) -> Document:
    return Document({"Version": VERSION, "Statement": statements})


def short(actions: tuple[str, ...]) -> list[str]:
    """A short list of action patterns that match exactly these of the known actions."""
    found: list[str] = []
    for prefix in dict.fromkeys(action.partition(":")[0] for action in actions):
        service = services.service(prefix)
        assert service
        names = {action.removeprefix(f"{prefix}:"): True for action in actions if action.startswith(f"{prefix}:")}
        found += [text for text, _ in written_out(service, names, lambda _: True)]
    return found


def unmet(asked: Asked) -> list[Condition]:
    """Conditions: at least one holds for exactly the requests that meet none of the alternatives in `asked`."""
    found: list[Condition] = []
    for choice in product(*map(_failures, asked)):
        merged: Condition | None = {}
        for failure in choice:
            merged = None if merged is None else both(merged, failure)
        if merged is not None:
            found.append(merged)
    return [one for one in found if not any(other != one and _is_part(other, one) for other in found)]


def _failures(condition: Condition) -> Iterator[Condition]:
    """A condition for each test of this one, which holds if the test fails."""
    for operator, keys in condition.items():
        for key, value in keys.items():
            yield _failure(operator, key, value)


def _failure(operator: str, key: str, value: Any) -> Condition:
    if operator == "Null":
        return {"Null": {key: "true" if texts(value) == ["false"] else "false"}}
    base = operator.removesuffix(_IF_EXISTS)
    if base == "Bool":
        opposite = "false" if texts(value) == ["true"] else "true"
        return {"Bool" if operator != base else "BoolIfExists": {key: opposite}}
    if base.startswith(_ALL):
        return {f"{_ANY}{_OPPOSITES[base.removeprefix(_ALL)]}": {key: value}}
    # A negated operator also holds if the key is absent.
    failed = {_OPPOSITES[base]: {key: value}}
    return {**failed, "Null": {key: "false"}} if operator != base else failed


def _is_part(one: Condition, other: Condition) -> bool:
    """Whether `other` contains all tests of `one`."""
    return all(
        other.get(operator, {}).get(key) == value for operator, keys in one.items() for key, value in keys.items()
    )
