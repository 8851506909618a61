"""Shares results among roles that differ only in numbers, such as the times in names from quick setup.

Whether a pattern matches a text does not depend on the numbers in both, as long as they occur as a whole. So the long
numbers of a role are replaced with consecutive ones, and roles that are then equal share the result, into which their
own numbers are filled. A role is left unchanged if a number may be matched in part or is a quantity.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from rolecast.iam.documents import Document
from rolecast.role import AttachedPolicy, Role

_Value = TypeVar("_Value")

# The catalogue and the service reference have no numbers as long, except accounts.
_LONG = 5
_NUMBER = re.compile("([0-9][0-9][0-9][0-9][0-9]+)")
_ACCOUNT = 12
_DIGITS = re.compile("[0-9]+")
# Numbers outside strings, and conditions that compare quantities.
_BARE = re.compile(r"[0-9.eE+-]*[,}\]]")
_COMPARED = re.compile(r'"(?:[a-z]+:)?(?:numeric|date)[a-z]*":')
_PUBLISHED = re.compile(r"iam::aws:[^\0]*[0-9]{5}")


class Numbered(NamedTuple):
    """A role with a digest of its renumbered texts. `numbers` are its own, by their replacement."""

    role: Role
    key: bytes
    numbers: Mapping[str, str]

    def counted(self) -> Role:
        """The role with its numbers replaced."""
        counts = {number: count for count, number in self.numbers.items()}
        return _counted(self.role, counts) if counts else self.role


@dataclass(frozen=True)
class Found(Generic[_Value]):
    """A result for a renumbered role."""

    value: _Value

    def own(self, numbers: Mapping[str, str]) -> _Value:
        """The result with a role's own numbers."""
        if not numbers:
            return self.value
        found: _Value = _own(self.value, self._parts, numbers)
        return found

    @cached_property
    def _parts(self) -> Any:
        """The parts of the value with replaced numbers: None if there are none, otherwise its own such parts by index.

        The parts of a text are its pieces, every second of them a number.
        """
        return _parts(self.value)


def numbered(role: Role) -> Numbered:
    """The role, renumbered if that does not affect the result."""
    texts = [*_texts(role)]
    counts: dict[str, str] = {}
    if not _is_open(role):
        read = [*map(_read, texts)]
        if None not in read:
            counts = _counts(dict.fromkeys(number for each in read if each for number in each[1::2]))
            if counts:
                texts = ["".join([counts.get(piece, piece) for piece in each]) for each in read if each]
    # The length marks the end of each text.
    kind = type(role).__name__
    digest = hashlib.sha256(f"{kind}{role.environment}{role.max_session_duration}{sorted(role.unknown)}".encode())
    for text in texts:
        encoded = text.encode(errors="surrogatepass")
        digest.update(b"%d " % len(encoded))
        digest.update(encoded)
    return Numbered(role, digest.digest(), {count: number for number, count in counts.items()})


def _texts(role: Role) -> Iterator[str]:
    """All texts of the role, and the numbers of items in its lists."""
    attached = [*role.attached, *([role.permissions_boundary] if role.permissions_boundary else [])]
    names = (role.name, role.path, role.key, role.description, *role.instance_profiles)
    tags = (text for pair in role.tags.items() for text in pair)
    policies = (text for policy in role.policies for text in (policy.name, policy.kind.value))
    lengths = map(str, (len(names), len(role.tags), len(role.policies), len(role.attached), len(attached)))
    yield "\0".join((*names, *tags, *policies, *(each.arn for each in attached), *lengths))
    yield role.trust_policy.text
    yield from (policy.document.text for policy in role.policies)
    yield from (each.text.text if each.text else "" for each in attached)


def _is_open(role: Role) -> bool:
    documents = (role.trust_policy, *(each.document for each in role.policies))
    return role.recipe is not None or any(document.open for document in documents)


@lru_cache(maxsize=1_024)
def _read(text: str) -> tuple[str, ...] | None:
    """The pieces of a text, every second of them a number to replace; None if none may be replaced."""
    if "\\u" in text or "{{" in text or _PUBLISHED.search(text) or _compares_quantities(text.lower()):
        return None
    parts: list[str] = []
    done = 0
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        before, after = text[start - 1] if start else " ", text[end] if end < len(text) else " "
        if before in "*?}" or after in "*?$":
            return None  # a wildcard or variable next to a digit may match a part of a number
        if end - start >= _LONG:
            if before in ":,[-." and _BARE.match(text, end):
                return None
            if end - start != _ACCOUNT:
                parts += text[done:start], text[start:end]
                done = end
    return *parts, text[done:]


def _compares_quantities(text: str) -> bool:
    return ("numeric" in text or "date" in text) and _COMPARED.search(text) is not None


def _counts(numbers: Mapping[str, None]) -> dict[str, str]:
    """A replacement for each number, as long as it and beginning with zeros, unlike any other number; empty if
    impossible.
    """
    counts = {number: f"{place:0{len(number)}}" for place, number in enumerate(numbers)}
    return counts if all(count.startswith("00") for count in counts.values()) else {}


def _renumbered(text: str, numbers: Mapping[str, str]) -> str:
    return _NUMBER.sub(lambda found: numbers.get(found[0], found[0]), text) if numbers else text


def _counted(role: Role, counts: Mapping[str, str]) -> Role:
    def text(given: str) -> str:
        return _renumbered(given, counts)

    def document(given: Document) -> Document:
        counted = text(given.text)
        return given if counted == given.text else Document(orjson.loads(counted), given.type, text(given.source))

    def attached(given: AttachedPolicy) -> AttachedPolicy:
        return AttachedPolicy(text(given.arn), given.text and document(given.text))

    return replace(
        role,
        key=text(role.key),
        name=text(role.name),
        path=text(role.path),
        description=text(role.description),
        trust_policy=document(role.trust_policy),
        policies=tuple(each._replace(name=text(each.name), document=document(each.document)) for each in role.policies),
        attached=tuple(map(attached, role.attached)),
        permissions_boundary=role.permissions_boundary and attached(role.permissions_boundary),
        tags={text(key): text(value) for key, value in role.tags.items()},
        instance_profiles=tuple(map(text, role.instance_profiles)),
    )


def _parts(value: Any) -> Any:
    if isinstance(value, str):
        parts = _NUMBER.split(value) if "00" in value else []
        return parts if len(parts) > 1 else None
    if isinstance(value, frozenset):
        return () if any(_parts(each) is not None for each in value) else None
    if isinstance(value, tuple):
        parts = [(number, part) for number, each in enumerate(value) if (part := _parts(each)) is not None]
        return parts or None
    return None  # mappings are by service and level, which have no numbers


def _own(value: Any, parts: Any, numbers: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return "".join([numbers.get(part, part) for part in parts])
    if isinstance(value, frozenset):
        return frozenset(_renumbered(each, numbers) for each in value)
    items = [*value]
    for number, part in parts or ():
        items[number] = _own(value[number], part, numbers)
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
