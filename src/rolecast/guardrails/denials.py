"""What a guardrail forbids, as Deny statements: for requests that do not meet what it asks."""

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
    """The statements that deny what the guardrail forbids, wherever a role has its permissions from."""
    for demand in guardrail.demands:
        element = {"Action": short(demand.actions)} if demand.actions else {"NotAction": ["iam:*"]}
        yield from denials_of(demand, element)


def denials_of(demand: Requirement, element: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The statements that deny what a demand forbids of the actions of an Action or NotAction."""
    whole: dict[str, Any] = {**element, "Resource": list(demand.resources) or "*"}
    if demand.services:  # a trust policy has no Resource
        whole = {"Principal": {"Service": list(demand.services)}, **element}
    for condition in unmet(demand.asked):
        yield {"Effect": "Deny", **whole, "Condition": condition}


def packed(statements: Iterable[dict[str, Any]], most: int) -> list[Document]:
    """The statements in few documents of at most so many characters; one that is too long is split by its actions."""
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
    """Few texts for these actions, none of which matches another known one."""
    found: list[str] = []
    for prefix in dict.fromkeys(action.partition(":")[0] for action in actions):
        service = services.service(prefix)
        assert service
        names = {action.removeprefix(f"{prefix}:"): True for action in actions if action.startswith(f"{prefix}:")}
        found += [text for text, _ in written_out(service, names, lambda _: True)]
    return found


def unmet(asked: Asked) -> list[Condition]:
    """Conditions that hold, one or another, in exactly the requests that meet none of those asked."""
    found: list[Condition] = []
    for choice in product(*map(_failures, asked)):
        merged: Condition | None = {}
        for failure in choice:
            merged = None if merged is None else both(merged, failure)
        if merged is not None:
            found.append(merged)
    return [one for one in found if not any(other != one and _is_part(other, one) for other in found)]


def _failures(condition: Condition) -> Iterator[Condition]:
    """The ways not to meet a condition: one for each of its tests."""
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
    # A negated operator holds where the key is absent.
    failed = {_OPPOSITES[base]: {key: value}}
    return {**failed, "Null": {key: "false"}} if operator != base else failed


def _is_part(one: Condition, other: Condition) -> bool:
    """Whether all tests of the one are in the other."""
    return all(
        other.get(operator, {}).get(key) == value for operator, keys in one.items() for key, value in keys.items()
    )
