"""How statements are laid out in policies: one policy an activity, the fewest policies, or inline.

`fewest` unites statements only where everything but Action, or everything but Resource, is equal, and cuts
only lists of actions or resources; a statement allows each of its actions on each of its resources, so
neither changes what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import orjson

from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS, document_size
from rolecast.role import Policy, PolicyKind

Packing = Literal["per-activity", "fewest", "inline"]
PACKINGS: tuple[Packing, ...] = ("per-activity", "fewest", "inline")

Measure = Callable[[Any], int]
"""Characters of a document or statement once the environment is filled in."""

_EMPTY = {"Version": "2012-10-17", "Statement": []}
_CAPACITY = MANAGED_POLICY_CHARACTERS - document_size(_EMPTY)


def lay_out(policies: Sequence[Policy], packing: Packing, packed_name: str, measure: Measure) -> tuple[Policy, ...]:
    """The policies in the given packing. A user's own policies, which have no activities, are never taken apart.

    `packed_name` is what packed policies are called, before their number.
    """
    if packing == "per-activity":
        return tuple(policies)
    if packing == "inline":
        return tuple(replace(policy, kind=PolicyKind.INLINE) for policy in policies)
    of_activities = [policy for policy in policies if policy.activities]
    own = [policy for policy in policies if not policy.activities]
    groups = _pack(_merge(_parts(of_activities)), measure)
    return (*(_policy(f"{packed_name}_{n}", group) for n, group in enumerate(groups, 1)), *own)


class _Part(NamedTuple):
    """A statement on its way into a packed policy. `rest` is everything but Sid, Action and Resource, as JSON."""

    order: int
    sid: str | None
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    rest: bytes
    origins: tuple[str, ...]

    @property
    def statement(self) -> dict[str, Any]:
        sid = {"Sid": self.sid} if self.sid else {}
        rest: dict[str, Any] = orjson.loads(self.rest)
        lists = {"Action": self.actions, "Resource": self.resources}
        return {
            **sid,
            "Effect": rest.pop("Effect"),
            **{name: _one_or_list(values) for name, values in lists.items() if values},
            **rest,
        }

    @property
    def is_whole(self) -> bool:
        """Whether it may neither be united nor cut: it excludes actions or resources instead of naming them."""
        return not self.actions or not self.resources


def _parts(policies: Iterable[Policy]) -> list[_Part]:
    parts: list[_Part] = []
    for policy in policies:
        for statement, origins in zip(policy.document["Statement"], policy.origins, strict=True):
            rest = {name: value for name, value in statement.items() if name not in ("Sid", "Action", "Resource")}
            parts.append(
                _Part(
                    len(parts),
                    statement.get("Sid"),
                    _as_tuple(statement.get("Action", ())),
                    _as_tuple(statement.get("Resource", ())),
                    orjson.dumps(rest, option=orjson.OPT_SORT_KEYS),
                    origins,
                )
            )
    return parts


def _merge(parts: list[_Part]) -> list[_Part]:
    """Unites until nothing more unites; each step leaves fewer parts, so this ends."""
    while True:
        merged = _unite(parts, lambda part: (part.rest, frozenset(part.resources)))
        merged = _unite(merged, lambda part: (part.rest, frozenset(part.actions)))
        if len(merged) == len(parts):
            return merged
        parts = merged


def _unite(parts: list[_Part], alike: Callable[[_Part], object]) -> list[_Part]:
    united: dict[object, _Part] = {}
    for part in parts:
        key = part.order if part.is_whole else alike(part)
        other = united.get(key)
        united[key] = _union(other, part) if other else part
    return list(united.values())


def _union(one: _Part, other: _Part) -> _Part:
    return one._replace(
        sid=one.sid if one.sid == other.sid else None,
        actions=_joined(one.actions, other.actions),
        resources=_joined(one.resources, other.resources),
        origins=_joined(one.origins, other.origins),
    )


def _pack(parts: list[_Part], measure: Measure) -> list[list[_Part]]:
    """Whole statements first; where that is not proved to be the fewest, lists are cut to fill policies up."""

    def size(part: _Part) -> int:
        return measure(part.statement) + 1  # and a comma

    whole = _first_fit(_cut_oversized(parts, size), size)
    least = -(-sum(map(size, parts)) // (_CAPACITY + 1))
    if len(whole) <= least:
        return whole
    filled = _fill_up(parts, size)
    return filled if len(filled) < len(whole) else whole


def _first_fit(parts: list[_Part], size: Callable[[_Part], int]) -> list[list[_Part]]:
    """The largest first, each into the first policy with room for it."""
    groups: list[list[_Part]] = []
    room: list[int] = []
    for part in sorted(parts, key=lambda part: (-size(part), part.order)):
        needed = size(part)
        index = next((index for index, left in enumerate(room) if left >= needed), None)
        if index is None:
            groups.append([])
            room.append(_CAPACITY + 1)
            index = len(groups) - 1
        groups[index].append(part)
        room[index] -= needed
    return sorted((sorted(group, key=lambda part: part.order) for group in groups), key=lambda group: group[0].order)


def _fill_up(parts: list[_Part], size: Callable[[_Part], int]) -> list[list[_Part]]:
    """In order, each policy filled to the brim by cutting the statement that crosses it."""
    groups: list[list[_Part]] = [[]]
    room = _CAPACITY + 1
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        if size(part) > room:
            head, tail = _cut(part, room, size)
            if head is None and groups[-1]:
                groups.append([])
                room = _CAPACITY + 1
                waiting.append(part)
                continue
            if head is not None and tail is not None:
                waiting.append(tail)
                part = head
        groups[-1].append(part)
        room -= size(part)
    return groups


def _cut_oversized(parts: list[_Part], size: Callable[[_Part], int]) -> list[_Part]:
    fitting: list[_Part] = []
    for part in parts:
        rest: _Part | None = part
        while rest is not None and size(rest) > _CAPACITY + 1:
            head, tail = _cut(rest, _CAPACITY + 1, size)
            if head is None:
                break  # one action on one resource that is too long: the limits will say so
            fitting.append(head)
            rest = tail
        if rest is not None:
            fitting.append(rest)
    return fitting


def _cut(part: _Part, room: int, size: Callable[[_Part], int]) -> tuple[_Part | None, _Part | None]:
    """The most of the part's longer list that fits, and what is left; (None, part) where nothing fits."""
    if part.is_whole:
        return None, part
    cut_resources = sum(map(len, part.resources)) >= sum(map(len, part.actions))
    values = part.resources if cut_resources else part.actions

    def piece(some: tuple[str, ...]) -> _Part:
        return part._replace(resources=some) if cut_resources else part._replace(actions=some)

    # The most values whose statement still fits: sizes grow with the list, so halving finds it.
    fits, too_many = 0, len(values)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if size(piece(values[:middle])) <= room:
            fits = middle
        else:
            too_many = middle
    if fits == 0:
        return None, part
    return piece(values[:fits]), piece(values[fits:])._replace(sid=None)


def _policy(name: str, parts: list[_Part]) -> Policy:
    sids: set[str] = set()
    statements = []
    for part in parts:
        repeated = part.sid in sids
        statements.append((part._replace(sid=None) if repeated else part).statement)
        if part.sid:
            sids.add(part.sid)
    document = {"Version": "2012-10-17", "Statement": statements}
    return Policy(name, PolicyKind.MANAGED, document, tuple(part.origins for part in parts))


def _as_tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _one_or_list(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
