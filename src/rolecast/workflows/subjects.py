"""The roles and policies of one side of a comparison, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rolecast.access.holders import as_role
from rolecast.composition.compose import compose
from rolecast.iam import openings
from rolecast.iam.documents import Document
from rolecast.reading import nodes
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile
from rolecast.sources import texts
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, SourceKind, Unread
from rolecast.workflows import revisions
from rolecast.workflows.given import path_of
from rolecast.workflows.inputs import Given, Input, open_all, open_parsed

_MOST_LISTED = 20
_NAME = re.compile("[A-Za-z0-9_]+")


@dataclass(frozen=True)
class NamedSubject:
    """A role, a user or group as a role, or a policy by itself."""

    key: str
    held: Role | Document
    definitions: Mapping[str, str] = field(default_factory=dict)
    """What the names in its open texts stand for, if its source defines them."""
    condition: str | None = None
    """The template's condition under which it is created."""
    arn: str | None = None
    """The ARN of a user or group."""

    @property
    def names(self) -> frozenset[str]:
        """The names by which another source may call it."""
        if isinstance(self.held, Document) or self.arn:
            return frozenset({self.key})
        return frozenset({self.held.name, *self.held.former_names})

    @property
    def documents(self) -> Iterator[Document]:
        """All policies with a known document."""
        if isinstance(self.held, Document):
            yield self.held
            return
        yield from (self.held.trust_policy, *(policy.document for policy in self.held.policies))
        for attached in filter(None, (*self.held.attached, self.held.permissions_boundary)):
            if attached.text is not None:
                yield attached.text

    def is_called(self, name: str) -> bool:
        return name == self.key or (isinstance(self.held, Role) and name in (self.held.name, self.arn or self.held.arn))


@dataclass(frozen=True)
class Subjects:
    """The subjects of one side by key, and what was not read."""

    found: Mapping[str, NamedSubject]
    unread: tuple[Unread, ...]
    faults: Faults
    """Errors in parts of the source. The other parts were read."""


def read(given: Given, kind: SourceKind | None = None) -> Subjects:
    """The roles and policies of an input. Raises InputError if it cannot be read at all."""
    found: dict[str, NamedSubject] = {}
    unread: list[Unread] = []
    faults = Faults()
    for each in _open(given, kind):
        for item in _items(each):
            if isinstance(item, Unread):
                unread.append(item)
            elif isinstance(item, Fault):
                faults.extend([item])
            else:
                found[_free(item.key, found)] = item
                for document in item.documents:
                    if not openings.is_unknown(document):
                        faults.extend(document.faults, document.more_faults)
    return Subjects(found, tuple(unread), faults)


def named(sides: Iterable[Subjects], role: str) -> Iterator[Mapping[str, NamedSubject]]:
    """The subjects of each side with this key, name or ARN. A side with a single policy keeps it.

    Raises InputError if no side has such a role.
    """
    sides = list(sides)
    chosen = [{key: each for key, each in side.found.items() if each.is_called(role)} for side in sides]
    if not any(chosen):
        known = [key for side in sides for key in side.found]
        listed = ", ".join(list(dict.fromkeys(known))[:_MOST_LISTED])
        remedy = did_you_mean(role, known) or (f"the roles are {listed}" if listed else None)
        raise InputError([Fault(None, f"there is no role `{role}` on either side", remedy)])
    for side, found in zip(sides, chosen, strict=True):
        alone = list(side.found.values())
        is_policy = len(alone) == 1 and isinstance(alone[0].held, Document)
        yield side.found if not found and is_policy else found


def definitions_of(texts: Iterable[str], definitions: Mapping[str, str]) -> Mapping[str, str]:
    """The definitions that texts use, directly or indirectly."""
    found: dict[str, str] = {}
    waiting = list(texts)
    while waiting:
        for name in _NAME.findall(waiting.pop()):
            if name in definitions and name not in found:
                found[name] = definitions[name]
                waiting.append(found[name])
    return found


def _open(given: Given, kind: SourceKind | None) -> Iterator[Input]:
    path = path_of(given)
    if path is None or not revisions.is_revision(path):
        yield from open_all(given, kind)
        return
    parsed = texts.parse(revisions.read(path), path, kind)
    if parsed.kind is SourceKind.ROLE_FILE and (catalogue := nodes.child(parsed.root, "catalogue")) is not None:
        message = "the `catalogue` of a file of a revision cannot be read"
        remedy = "compare with a checkout of that revision: `git worktree add FOLDER REVISION`"
        raise InputError([Fault(catalogue.place, message, remedy)])
    yield open_parsed(parsed)


def _items(found: Input) -> Iterator[NamedSubject | Unread | Fault]:
    if isinstance(found, RoleFile):
        yield from (NamedSubject(key, role) for key, role in compose(found).items())
        return
    definitions = found.definitions()
    held: set[int] = set()  # documents of users and groups, which are also separate items
    for item in found.items:
        match item:
            case FoundRole(role, _, condition):
                yield NamedSubject(role.key, role, definitions, condition)
            case FoundPolicy(_, document) if id(document) in held:
                pass
            case FoundPolicy(name, document, _, condition):
                yield NamedSubject(name or Path(document.source).stem, document, definitions, condition)
            case FoundUser(principal, _, condition) | FoundGroup(principal, _, condition):
                held |= {id(policy.document) for policy in principal.policies}
                role = as_role(principal)
                key = f"{type(principal).__name__.lower()}/{role.key}"
                yield NamedSubject(key, role, definitions, condition, principal.arn)
            case Unread(_, _, str(content)) if meant := definitions_of([content], definitions):
                yield item._replace(content=f"{content}\n{meant}")
            case Unread() | Fault():
                yield item


def _free(key: str, taken: Mapping[str, NamedSubject]) -> str:
    """The key, with a number if another subject has it."""
    if key not in taken:
        return key
    return next(name for number in range(2, len(taken) + 3) if (name := f"{key} ({number})") not in taken)
