"""Actions that other actions may need beside themselves, and that are not allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.actions import WrittenAction
from rolecast.checks.statements import CheckedStatement, Path
from rolecast.checks.subjects import Subject


class Gap(NamedTuple):
    """`needed` is not allowed; `actions`, from the statement `first` on, may need it."""

    needed: str
    actions: tuple[str, ...]
    first: CheckedStatement
    path: Path


def gaps(subject: Subject, is_meant: Callable[[str], bool]) -> Iterator[Gap]:
    """The actions for which `is_meant` holds that what the subject's own policies allow may need, and that none allows.

    What a Deny or the boundary forbids is meant to be missing. Patterns of actions are not looked at.
    """
    if not subject.knows_all_grants:
        return
    grants = subject.grants
    needing: dict[str, dict[str, tuple[CheckedStatement, Path]]] = {}
    for checked, number, written, needed in _dependents(subject):
        if is_meant(needed) and not grants.is_forbidden(written.folded, checked):
            needing.setdefault(needed, {}).setdefault(written.text, (checked, ("Action", number)))
    for needed in sorted(needing):
        if not (grants.allows(needed) or grants.is_denied(needed) or grants.is_out_of_bounds(needed)):
            by_action = needing[needed]
            yield Gap(needed, tuple(by_action), *next(iter(by_action.values())))


@lru_cache(maxsize=1)  # all rules ask for one subject before the next
def _dependents(subject: Subject) -> list[tuple[CheckedStatement, int, WrittenAction, str]]:
    return [
        (checked, number, written, needed)
        for checked in subject.granting
        if checked.is_allow
        for number, written in enumerate(checked.actions)
        if written.single and written.single.dependent_actions
        for needed in written.single.dependent_actions
    ]
