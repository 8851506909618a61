"""Finds actions that other actions require and that are not allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.actions import WrittenAction
from rolecast.checks.statements import CheckedStatement, Path
from rolecast.checks.subjects import TOGETHER, Subject
from rolecast.iam.services import Need, When


class Gap(NamedTuple):
    """`needed` is not allowed. `actions`, first in the statement `first` at `path`, need it in the requests given by
    `when`.
    """

    needed: str
    when: When
    actions: tuple[str, ...]
    first: CheckedStatement
    path: Path


def gaps(subject: Subject, is_meant: Callable[[str], bool]) -> Iterator[Gap]:
    """Actions accepted by `is_meant` that the subject's allowed actions require and that it is not allowed.

    Ignores actions that a Deny or the boundary forbids, which is intended, and patterns of actions.
    """
    if not subject.knows_all_grants:
        return
    grants = subject.grants
    needing: dict[tuple[str, When], dict[str, tuple[CheckedStatement, Path]]] = {}
    for checked, number, written, need in _needs(subject):
        if is_meant(need.action) and not grants.is_forbidden(written.folded, checked):
            by_action = needing.setdefault((need.action, need.when), {})
            by_action.setdefault(written.text, (checked, ("Action", number)))
    for needed, when in sorted(needing, key=lambda each: (each[0], list(When).index(each[1]))):
        if not (grants.allows(needed) or grants.is_denied(needed) or grants.is_out_of_bounds(needed)):
            by_action = needing[needed, when]
            yield Gap(needed, when, tuple(by_action), *next(iter(by_action.values())))


@lru_cache(maxsize=TOGETHER)
def _needs(subject: Subject) -> list[tuple[CheckedStatement, int, WrittenAction, Need]]:
    return [
        (checked, number, written, need)
        for checked in subject.granting
        if checked.is_allow
        for number, written in enumerate(checked.actions)
        if written.single
        for need in written.single.needs
    ]
