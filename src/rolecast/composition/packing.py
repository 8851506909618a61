"""Packs statements into policies: one policy per activity, the fewest policies, or inline.

`fewest` merges statements only if everything but Action, or everything but Resource, is equal, and splits only lists of
actions or resources. Since a statement allows each of its actions on each of its resources, neither changes what is
allowed. Every result is verified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import Single, Statement, Texts
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Policy, PolicyKind

Packing = Literal["per-activity", "fewest", "inline"]
PACKINGS: tuple[Packing, ...] = ("per-activity", "fewest", "inline")

Measure = Callable[[Document], int]
"""The size of a document with the environment filled in, in characters."""

_EMPTY = Document.of_statements([])
_ROOM = MANAGED_POLICY_CHARACTERS - _EMPTY.size + 1
"""The characters of a policy that are available for statements, each with a comma; the last one has none."""
_TRIES = 1_000
"""The number of times that placing parts whole may backtrack before parts are split."""


def lay_out(policies: Sequence[Policy], packing: Packing, packed_name: str, measure: Measure) -> tuple[Policy, ...]:
    """The policies in the given packing. Users' own policies, which have no activities, are never split.

    Packed policies are called `packed_name`_1 and so on.
    """
    if packing == "per-activity":
        return tuple(policies)
    if packing == "inline":
        return tuple(policy._replace(kind=PolicyKind.INLINE) for policy in policies)
    of_activities = [policy for policy in policies if policy.activities]
    own = [policy for policy in policies if not policy.activities]
    parts = _parts(of_activities)
    groups = _pack(_with_unique_sids(_merge(parts)), measure)
    _prove_same(parts, [part for group in groups for part in group])
    return (*(_policy(f"{packed_name}_{n}", group) for n, group in enumerate(groups, 1)), *own)


def _prove_same(before: Sequence[_Part], after: Sequence[_Part]) -> None:
    """Raises InputError unless the statements are proved to allow exactly the same as before."""
    if _elements(before) == _elements(after):
        return
    # Rarely needed.
    from rolecast.iam import comparison
    from rolecast.iam.policies import NamedPolicy, Policies

    documents = (Document.of_statements(part.statement for part in parts) for parts in (before, after))
    old, new = (Policies(identity=(NamedPolicy("packed", document),)) for document in documents)
    if comparison.verdict(old, new) is not comparison.Verdict.SAME:
        message = "the packed policies are not proved to allow the same as the activities' own"
        raise InputError([Fault(None, message, "write `packing: per-activity`, and report this as a bug")])


def _elements(parts: Iterable[_Part]) -> set[object]:
    """Each statement split into single actions and resources. Equal sets allow the same."""
    return {
        (part.rest, action, resource)
        for part in parts
        for action in (part.actions if not part.is_whole else (None,))
        for resource in (part.resources if not part.is_whole else (part.without_sid().statement,))
    }


class _Part(NamedTuple):
    """A statement, or part of one, to be packed."""

    order: int
    statement: Statement
    origins: tuple[str, ...]

    @property
    def actions(self) -> Texts:
        return self.statement.actions or ()

    @property
    def resources(self) -> Texts:
        return self.statement.resources or ()

    @property
    def rest(self) -> Statement:
        """Everything except Sid, Action and Resource."""
        return self.statement._replace(sid=None, actions=None, resources=None)

    @property
    def is_whole(self) -> bool:
        """Whether it cannot be merged or split, because it has NotAction or NotResource."""
        return not self.actions or not self.resources

    def with_texts(self, actions: Texts | None = None, resources: Texts | None = None) -> _Part:
        """The part with other actions or resources."""
        statement = self.statement
        if actions is not None:
            statement = statement._replace(actions=_bracketed(actions))
        if resources is not None:
            statement = statement._replace(resources=_bracketed(resources))
        return self._replace(statement=statement)

    def without_sid(self) -> _Part:
        return self._replace(statement=self.statement._replace(sid=None))


Size = Callable[[_Part], int]
"""The characters that a part takes in a policy."""


def _parts(policies: Iterable[Policy]) -> list[_Part]:
    parts: list[_Part] = []
    for policy in policies:
        for statement, origins in zip(policy.document.statements, policy.origins, strict=True):
            ordered = statement._replace(conditions=tuple(sorted(statement.conditions)))
            part = _Part(len(parts), ordered, origins)
            parts.append(part.with_texts(statement.actions, statement.resources))
    return parts


def _merge(parts: list[_Part]) -> list[_Part]:
    """Merges parts until no more can be merged. Ends, because each step leaves fewer parts."""
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
    sid = one.statement.sid if one.statement.sid == other.statement.sid else None
    united = one.with_texts(_joined(one.actions, other.actions), _joined(one.resources, other.resources))
    return united._replace(statement=united.statement._replace(sid=sid), origins=_joined(one.origins, other.origins))


def _with_unique_sids(parts: list[_Part]) -> list[_Part]:
    seen: set[str | None] = set()
    unique = []
    for part in parts:
        unique.append(part.without_sid() if part.statement.sid in seen else part)
        seen.add(part.statement.sid)
    return unique


def _pack(parts: list[_Part], measure: Measure) -> list[list[_Part]]:
    """The parts in the fewest policies found, starting with the number that their total size requires."""

    def size(part: _Part) -> int:
        return measure(Document.of_statements([part.statement])) - _EMPTY.size + 1  # and a comma

    fitting = [part._replace(order=order) for order, part in enumerate(_cut_oversized(parts, size))]
    largest_first = sorted(fitting, key=lambda part: (-size(part), part.order))
    count = -(-sum(map(size, parts)) // _ROOM)
    while True:
        groups = _place_whole(largest_first, count, size) or _place_cut(largest_first, count, size)
        if groups is not None:
            return sorted((sorted(group, key=_order) for group in groups), key=lambda group: _order(group[0]))
        count += 1


def _order(part: _Part) -> int:
    return part.order


def _place_whole(parts: list[_Part], count: int, size: Size) -> list[list[_Part]] | None:
    """Places each part in the first policy with room for it. Backtracks if none has."""
    sizes = [min(size(part), _ROOM) for part in parts]
    room = [_ROOM] * count
    places: list[int] = []
    first, tries = 0, _TRIES
    while len(places) < len(parts):
        needed = sizes[len(places)]
        place = next((place for place in range(first, count) if room[place] >= needed), None)
        if place is not None:
            room[place] -= needed
            places.append(place)
            first = 0
        elif places and tries:
            first = places.pop() + 1
            room[first - 1] += sizes[len(places)]
            tries -= 1
        else:
            return None
    groups: list[list[_Part]] = [[] for _ in range(count)]
    for part, place in zip(parts, places, strict=True):
        groups[place].append(part)
    return [group for group in groups if group]


def _place_cut(parts: list[_Part], count: int, size: Size) -> list[list[_Part]] | None:
    """Places each part in the first policy with room for it.

    Splits those that fit in none to fill the remaining room.
    """
    groups: list[list[_Part]] = [[] for _ in range(count)]
    room = [_ROOM] * count
    for part in parts:
        rest: _Part | None = part
        place = next((place for place in range(count) if room[place] >= size(part)), None)
        while rest is not None:
            if place is None:
                place = max(range(count), key=lambda place: room[place])
            cut = _cut(rest, room[place], size)
            if cut is None:
                return None
            head, rest = cut
            groups[place].append(head)
            room[place] -= size(head)
            place = None
    return groups


def _cut_oversized(parts: list[_Part], size: Size) -> list[_Part]:
    fitting: list[_Part] = []
    for part in parts:
        rest: _Part | None = part
        while rest is not None:
            # A part that cannot be split is too large for any policy; `limits` reports that.
            head, rest = _cut(rest, _ROOM, size) or (rest, None)
            fitting.append(head)
    return fitting


def _cut(part: _Part, room: int, size: Size) -> tuple[_Part, _Part | None] | None:
    """The first part that fits in `room`, and the rest; None if nothing fits.

    Splits the longer one of its lists, or the other if that is not enough.
    """
    if size(part) <= room:
        return part, None
    if part.is_whole:
        return None
    ways: list[tuple[Texts, Callable[[Texts], _Part]]] = [
        (part.actions, lambda some: part.with_texts(actions=some)),
        (part.resources, lambda some: part.with_texts(resources=some)),
    ]
    for values, piece in sorted(ways, key=lambda way: -sum(map(len, way[0]))):
        # Binary search for the most values that fit.
        fits, too_many = 0, len(values)
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if size(piece(values[:middle])) <= room:
                fits = middle
            else:
                too_many = middle
        if fits:
            return piece(values[:fits]), piece(values[fits:]).without_sid()
    return None


def _policy(name: str, parts: list[_Part]) -> Policy:
    document = Document.of_statements(part.statement for part in parts)
    return Policy(name, PolicyKind.MANAGED, document, tuple(part.origins for part in parts))


def _bracketed(values: Texts) -> Texts:
    """One value is written without brackets."""
    return Single(values) if len(values) == 1 else tuple(values)


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
