"""The catalogue's corrections that fix a finding: known errors in the policies that the console generates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from rolecast.catalogue.activity import Correction
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import Drop, Relax


def remedy(activities: Iterable[str], needs: Iterable[str], applied: Collection[str] = ()) -> str | None:
    """A help text with the corrections of these activities for `needs`; None if there are none.

    `needs` are actions that should be allowed, or condition keys that should not be tested. Omits corrections that are
    already `applied`.
    """
    wanted = frozenset(needs)
    names = [
        f"{activity}/{name}"
        for activity in activities
        if activity in CATALOGUE.activity_ids
        for name, correction in CATALOGUE.activity(activity).corrections.items()
        if f"{activity}/{name}" not in applied and not wanted.isdisjoint(_words(correction))
    ]
    if not names:
        return None
    return f"in the role file, `corrections: [{', '.join(names)}]` or `edition: corrected` fixes it"


def _words(correction: Correction) -> Iterator[str]:
    """The actions that it enables or removes, and the condition keys that it no longer tests."""
    for request in correction.must_allow:
        yield request.action
    for operation in correction.operations:
        if isinstance(operation, Drop):
            yield from operation.actions
        if isinstance(operation, Relax):
            yield from operation.keys
