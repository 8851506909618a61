"""A role or policy as one side of a comparison: filled in, with three ways to treat its open texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from rolecast.access.policies import policies_of
from rolecast.iam import openings, templates
from rolecast.iam.comparison import Home
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.openings import OpeningBound
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.statements import VERSION, PolicyType
from rolecast.role import AttachedPolicy, Environment, Role
from rolecast.workflows.subjects import NamedSubject, definitions_of

Held = Role | Document

RESOURCE_TYPES = (PolicyType.RESOURCE, PolicyType.TRUST)
"""Policies that name principals, instead of belonging to one."""
_ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_EVERYTHING = NamedPolicy("everything", EVERYTHING)
_FULL_RCP = NamedPolicy(
    "RCPFullAWSAccess", Document({"Version": VERSION, "Statement": {**_ALLOW, "Principal": "*"}}, PolicyType.RCP)
)


class CommonSetting(NamedTuple):
    """The account and region of both sides. `assumed` says what was assumed because neither side names it."""

    home: Home
    values: templates.Fillings
    assumed: str | None

    @classmethod
    def of(cls, subjects: Iterable[NamedSubject]) -> CommonSetting:
        known = [each.held.environment for each in subjects if isinstance(each.held, Role)]
        account = next((each.account for each in reversed(known) if each.account), None)
        region = next((each.region for each in reversed(known) if each.region), None)
        partition = next((each.partition for each in reversed(known) if each.partition), None)
        usual = Home()
        taken = {"account": usual.account if account is None else None, "region": None if region else usual.region}
        whole = Environment(account or usual.account, region or usual.region)
        partition = partition or whole.partition
        assumed = [f"{name} {text}" for name, text in taken.items() if text]
        if partition is None:
            return cls(usual, whole.values, None)
        home = Home(account or usual.account, region or usual.region, partition.id)
        values = {**whole.values, "partition": [partition.id], "dns_suffix": [partition.dns_suffix]}
        return cls(home, values, " and ".join(assumed) if known and assumed else None)


@dataclass(frozen=True)
class ComparedSide:
    """One side; `held` is None if it is missing. `definitions` are those of the `NamedSubject`."""

    held: Held | None
    definitions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def open_texts(self) -> tuple[str, ...]:
        """The expressions of the source whose values are unknown."""
        return tuple(dict.fromkeys(self._open.values()))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why a proof may fail."""
        return doubts(self.open_texts)

    def own_texts(self, other: ComparedSide) -> Mapping[str, str]:
        """The open texts, by name, that `other` lacks or defines differently."""
        own, others = self._open, other._open
        return {
            name: text
            for name, text in own.items()
            if others.get(name) != text
            or definitions_of([text], self.definitions) != definitions_of([text], other.definitions)
        }

    @property
    def written(self) -> Policies:
        """The policies with open texts as written, as if each condition of a template were true."""
        return self._policies(lambda document: openings.narrowest(document, flags=True))

    @property
    def most(self) -> Policies:
        """Policies that allow at least as much, whatever the values of open texts are."""
        return self._policies(
            lambda document: openings.bounded(document, allows=OpeningBound.MOST, denies=OpeningBound.LEAST)
        )

    @property
    def least(self) -> Policies:
        """Policies that allow at most as much, whatever the values of open texts are."""
        return self._policies(
            lambda document: openings.bounded(document, allows=OpeningBound.LEAST, denies=OpeningBound.MOST)
        )

    def widened(self, names: frozenset[str]) -> Policies:
        """Like `written`, but allowing all that may be allowed if these open texts can have any value."""
        return self._policies(lambda document: openings.widened(document, names))

    def narrowed(self, names: frozenset[str]) -> Policies:
        """Like `written`, but without all that may be denied if these open texts can have any value."""
        return self._policies(lambda document: openings.narrowed(document, names))

    def lacks_same(self, other: ComparedSide) -> bool:
        """Whether the same documents are unknown on both sides, so that they make no difference."""
        own, others = (
            sorted(
                (place, text)
                for place, each in _placed(side.held)
                if openings.is_unknown(each)
                for text in _open_of(each).values()
            )
            for side in (self, other)
        )
        return own == others and (not own or self._defined == other._defined)

    def says_same(self, other: ComparedSide) -> bool:
        """Whether both sides have the same texts, including open ones, and so allow the same whatever the values are.

        Open texts with different definitions, such as a parameter's default or a condition, are not the same.
        """
        if self._defined != other._defined:
            return False
        if isinstance(self.held, Document) and isinstance(other.held, Document):
            return _open_of(self.held) == _open_of(other.held) and self.held.means_same(other.held)
        if not (isinstance(self.held, Role) and isinstance(other.held, Role)):
            return False
        own, others = (
            [*map(_text_of, _documents(each)), *(attached.arn for attached in each.attached), each.boundary_arn]
            for each in (self.held, other.held)
        )
        return own == others

    @cached_property
    def _open(self) -> Mapping[str, str]:
        """The open texts by name."""
        return {name: text for each in _documents(self.held) for name, text in _open_of(each).items()}

    @cached_property
    def _defined(self) -> Mapping[str, str]:
        return definitions_of(self.open_texts, self.definitions)

    def _policies(self, change: Callable[[Document], Document]) -> Policies:
        held = self.held
        if held is None:
            return Policies()
        if self.open_texts:
            held = _mapped(held, change)
        if isinstance(held, Role):
            return policies_of(held)
        name = "trust policy" if held.type is PolicyType.TRUST else held.source
        own = NamedPolicy(name, None if openings.is_unknown(held) else held)
        if held.type in RESOURCE_TYPES:
            return Policies(resource=own)
        if held.type is PolicyType.RCP:  # every organization has an RCP that allows everything
            return Policies(identity=(_EVERYTHING,), rcps=((_FULL_RCP, own),))
        return Policies(identity=(own,))


def doubts(texts: Iterable[str]) -> tuple[str, ...]:
    """The reasons why open texts leave a comparison undecided."""
    return tuple(f"it depends on `{text}`, which is not known" for text in texts)


def _documents(held: Held | None) -> Iterator[Document]:
    """The documents that decide what a role may do, or the policy itself."""
    return (document for _, document in _placed(held))


def _placed(held: Held | None) -> Iterator[tuple[str, Document]]:
    """These documents, each with where it is attached."""
    if isinstance(held, Document):
        yield "", held
    elif held is not None:
        yield from (("", policy.document) for policy in held.policies)
        yield from ((f"attached {each.arn}", each.document) for each in held.attached if each.document)
        if (bounding := held.permissions_boundary) and bounding.document:
            yield f"boundary {bounding.arn}", bounding.document


def _text_of(document: Document) -> tuple[str, object]:
    return document.normal_text, _open_of(document)


def _open_of(document: Document) -> Mapping[str, str]:
    """The open texts that are in a document: its source may have more."""
    return {name: document.open[name] for name in sorted(openings.names(document))}


def _mapped(held: Held, change: Callable[[Document], Document]) -> Held:
    """A role or policy with `change` applied to its documents, except unknown ones."""

    def changed(document: Document) -> Document:
        return document if openings.is_unknown(document) else change(document)

    def attached(policy: AttachedPolicy) -> AttachedPolicy:
        return policy._replace(text=changed(policy.text)) if policy.text else policy

    if isinstance(held, Document):
        return changed(held)
    return replace(
        held,
        policies=tuple(policy._replace(document=changed(policy.document)) for policy in held.policies),
        attached=tuple(map(attached, held.attached)),
        permissions_boundary=held.permissions_boundary and attached(held.permissions_boundary),
    )
