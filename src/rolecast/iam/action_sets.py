"""Sets of known actions of all services, as the bits of an integer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from rolecast.iam import algebra, known_actions
from rolecast.iam.known_actions import KnownAction
from rolecast.iam.patterns import EVERYTHING
from rolecast.iam.services import AccessLevel
from rolecast.iam.statements import Statement

# Services that most policies use come first, so that most sets are short integers, which are fast.
_FIRST = ("s3", "kms", "iam", "sagemaker", "ecr", "logs", "cloudwatch", "lambda", "glue", "ec2")


@cache
def everything() -> int:
    """All known actions."""
    return (1 << sum(each.size for each in _ranges())) - 1


def of_statement(statement: Statement) -> int:
    """The known actions that a statement is about."""
    if statement.actions is not None:
        return of_texts(statement.actions)
    return everything() & ~of_texts(statement.not_actions or ())


def of_texts(texts: Iterable[str]) -> int:
    """The known actions that any of the texts of an Action matches."""
    found = 0
    for text in texts:
        found |= of_text(text)
    return found


@lru_cache(maxsize=16_384)
def of_text(text: str) -> int:
    pattern = algebra.action(text)
    if pattern == EVERYTHING:
        return everything()
    prefix = text.partition(":")[0].lower()
    offset = _offsets().get(prefix)
    return 0 if offset is None else known_actions.mask(prefix, pattern) << offset


def actions(found: int) -> Iterator[KnownAction]:
    """The actions of a set, service by service."""
    for prefix, numbers in by_service(found).items():
        known = known_actions.names(prefix)
        assert known is not None
        yield from map(known.action, known_actions.numbers(numbers))


def names(found: int) -> tuple[str, ...]:
    """The names of the actions of a set, with their prefixes."""
    return tuple(action.name for action in actions(found))


@lru_cache(maxsize=8_192)
def by_service(found: int) -> Mapping[str, int]:
    """The actions of a set by service prefix, each as a set with the numbers of `known_actions.Names`."""
    services = {}
    passed = 0
    while found:
        lowest = passed + (found & -found).bit_length() - 1
        prefix, start, size = _ranges()[bisect_right(_ranges(), lowest, key=_start) - 1]
        found >>= start - passed
        services[prefix] = found & ((1 << size) - 1)
        found >>= size
        passed = start + size
    return {prefix: services[prefix] for prefix in known_actions.prefixes() if prefix in services}


def count_by_level(found: int) -> dict[AccessLevel, int]:
    """The number of actions of a set per access level. Omits actions whose level is unknown."""
    counts = dict.fromkeys(AccessLevel, 0)
    for prefix, numbers in by_service(found).items():
        known = known_actions.names(prefix)
        for level, of_level in known.by_level.items() if known else ():
            if level is not None:
                counts[level] += (numbers & of_level).bit_count()
    return {level: count for level, count in counts.items() if count}


class _Range(NamedTuple):
    """The bits of one service."""

    prefix: str
    start: int
    size: int


_start = attrgetter("start")


@cache
def _ranges() -> Sequence[_Range]:
    found, start = [], 0
    for prefix in dict.fromkeys((*_FIRST, *known_actions.prefixes())):
        if known := known_actions.names(prefix):
            found.append(_Range(prefix, start, len(known.folded)))
            start += len(known.folded)
    return tuple(found)


@cache
def _offsets() -> Mapping[str, int]:
    return {prefix: start for prefix, start, _ in _ranges()}
