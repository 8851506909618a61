"""The statements of principals, reading each distinct document once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rolecast.iam import action_sets, conditions, openings
from rolecast.iam import reach as reaches
from rolecast.iam.conditions import Test
from rolecast.iam.documents import Document
from rolecast.iam.kept import Kept
from rolecast.iam.openings import OpeningBound
from rolecast.iam.policies import Layer
from rolecast.iam.reach import EVERY, Listed
from rolecast.iam.statements import Effect, Statement
from rolecast.role import AttachedPolicy, Principal, Role, User

MOST_KEPT = 4_096
"""Maximum number of documents, and of grants of the same statements, to keep for other principals."""

Asked = tuple[str, str]
"""The operator and key of a condition, in lower case."""


@dataclass(frozen=True, eq=False)
class HeldStatement:
    """A statement with its known actions. Compared by identity: all who have its document share it."""

    statement: Statement
    actions: int
    resources: Listed
    tests: tuple[tuple[Asked, Test], ...]

    @cached_property
    def is_allow(self) -> bool:
        return self.statement.effect is Effect.ALLOW

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The resources as written; empty for NotResource."""
        return self.statement.resources or ()

    @cached_property
    def asked(self) -> frozenset[Asked]:
        """The operators and keys of its conditions."""
        return frozenset(asked for asked, _ in self.tests)

    @cached_property
    def required(self) -> frozenset[Test]:
        """The tests of its conditions."""
        return frozenset(test for _, test in self.tests)


@dataclass(frozen=True, eq=False)
class HeldDocument:
    """The statements of a document, or those about some actions.

    Compared by identity: `held_document` makes one for equal statements.
    """

    statements: tuple[HeldStatement, ...]

    @cached_property
    def allows(self) -> tuple[HeldStatement, ...]:
        return tuple([each for each in self.statements if each.is_allow])

    @cached_property
    def denies(self) -> tuple[HeldStatement, ...]:
        return tuple([each for each in self.statements if not each.is_allow])

    def about(self, actions: int) -> HeldDocument:
        """The statements about some of these actions."""
        return held_document(tuple([each for each in self.statements if each.actions & actions]))


held_document = lru_cache(maxsize=2 * MOST_KEPT)(HeldDocument)


class StatementsAbout(NamedTuple):
    """All statements of a principal about some actions. Its access to these depends on nothing else, so results are
    shared by all principals with the same statements.
    """

    documents: tuple[HeldDocument, ...]
    """The documents with such statements, reduced to them."""
    bounding: HeldDocument | None
    """The statements of its permissions boundary; None if it has none."""

    @property
    def allows(self) -> tuple[HeldStatement, ...]:
        return tuple([each for document in self.documents for each in document.allows])

    @property
    def denies(self) -> tuple[HeldStatement, ...]:
        """Includes those of the boundary."""
        of_bounding = self.bounding.denies if self.bounding else ()
        return (*(each for document in self.documents for each in document.denies), *of_bounding)

    @property
    def actions(self) -> int:
        """The actions of the Allows of identity policies."""
        return _union(self.allows)

    @property
    def asked(self) -> frozenset[Asked]:
        """The operators and keys of the Allows' conditions."""
        return frozenset().union(*(each.asked for each in self.allows))


@dataclass(frozen=True)
class Held:
    """The statements that apply to a principal, by document. `bounds` is its permissions boundary; None if it has none.

    `unavailable` are the policies that apply and whose text is unknown or invalid.
    """

    documents: tuple[HeldDocument, ...]
    bounds: HeldDocument | None
    unavailable: tuple[str, ...]

    @cached_property
    def allows(self) -> tuple[HeldStatement, ...]:
        return self.statements.allows

    @cached_property
    def denies(self) -> tuple[HeldStatement, ...]:
        """Includes those of the boundary."""
        return self.statements.denies

    @property
    def statements(self) -> StatementsAbout:
        return StatementsAbout(self.documents, self.bounds)

    @cached_property
    def actions(self) -> int:
        """The actions allowed on at least one resource, without those denied unconditionally on everything."""
        return _union(self.allows) & ~self._forbidden & self._within

    @cached_property
    def _forbidden(self) -> int:
        return _union(each for each in self.denies if not each.tests and each.resources.covers(EVERY))

    @cached_property
    def _within(self) -> int:
        return action_sets.everything() if self.bounds is None else _union(self.bounds.allows)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions in the resources of its Allows, first `*` if any matches every region."""
        texts = (text for each in self.allows for text in each.texts or ("*",))
        found = {region for text in texts if (region := _region(text))}
        return tuple(sorted(found, key=lambda region: (region != "*", region)))

    @cached_property
    def everywhere(self) -> int:
        """The actions that are allowed on some resource in every region."""
        return _union(each for each in self.allows if not each.texts or any(map(_is_of_any_region, each.texts)))


class Reader:
    """Reads principals. Documents with the same text are read once."""

    def __init__(self) -> None:
        self._known: Kept[object, HeldDocument | None] = Kept(MOST_KEPT)

    def read(self, principal: Principal) -> Held:
        own: list[HeldDocument] = []
        unavailable: list[str] = []
        for name, document in _documents(principal):
            found = self._statements(document, Layer.IDENTITY)
            if found is None:
                unavailable.append(_unread(name, document))
            if found and found.statements:
                own.append(found)
            if document is not None and openings.is_open(document) and found is not None:
                unavailable.append(f"{name} (in part)")
        bounds = None
        if boundary := _boundary(principal):
            bounds = self._statements(boundary.document, Layer.BOUNDARY)
            if bounds is None:
                unavailable.append(boundary.arn)
        return Held(tuple(own), bounds, tuple(unavailable))

    def _statements(self, document: Document | None, layer: Layer) -> HeldDocument | None:
        if document is None:
            return None
        key = document.text, tuple(document.open.items()), layer
        if key not in self._known:
            self._known[key] = None if _is_unreadable(document) else held_document(tuple(_held(document, layer)))
        return self._known[key]


def _documents(principal: Principal) -> Iterator[tuple[str, Document | None]]:
    yield from ((policy.name, policy.document) for policy in principal.policies)
    yield from ((each.arn, each.document) for each in principal.attached)
    for group in principal.groups if isinstance(principal, User) else ():
        if group.unknown:
            yield f"group {group.name}", None
        yield from _documents(group)


def _boundary(principal: Principal) -> AttachedPolicy | None:
    return principal.permissions_boundary if isinstance(principal, Role | User) else None


def _unread(name: str, document: Document | None) -> str:
    """The name of an unreadable policy, with the reason if it has a text."""
    if document is None or openings.is_unknown(document) or not document.faults:
        return name
    return f"{name} (not valid: {document.faults[0].message})"


def _is_unreadable(document: Document) -> bool:
    return openings.is_unknown(document) or bool(document.faults)


def _held(document: Document, layer: Layer) -> Iterator[HeldStatement]:
    # For an unknown text, only access that is certain counts.
    document = openings.bounded(document, allows=OpeningBound.LEAST, denies=OpeningBound.MOST)
    for statement in document.statements:
        yield held(statement, layer, has_variables=document.has_variables)


@lru_cache(maxsize=MOST_KEPT)
def held(statement: Statement, layer: Layer, *, has_variables: bool) -> HeldStatement:
    """The same value for equal statements of any documents."""
    reach = reaches.reach(statement, layer, has_variables=has_variables)
    tests = tuple(
        ((each.operator.lower(), each.key.lower()), conditions.test(each, has_variables=has_variables))
        for each in statement.conditions
    )
    return HeldStatement(statement, action_sets.of_statement(statement), reach.resources, tests)


def _union(statements: Iterable[HeldStatement]) -> int:
    found = 0
    for each in statements:
        found |= each.actions
    return found


def _region(text: str) -> str | None:
    """The region of a resource: `*` for any, None for several."""
    if not text.startswith("arn:"):
        return "*" if text.startswith("*") else None
    parts = text.split(":", 4)
    region = parts[3] if len(parts) > 3 else "*"
    return region if region == "*" or not set(region) & set("*?$") else None


def _is_of_any_region(text: str) -> bool:
    return _region(text) in ("*", "")
