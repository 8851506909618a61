"""The journeys, and what each edition allows of them."""

from collections.abc import Iterator

from tools.journeys import journeys
from tools.reference.tables import code, codes, table

from rolecast.catalogue import coverage
from rolecast.catalogue.activity import Edition
from rolecast.catalogue.library import CATALOGUE


def summary() -> str:
    found = journeys.journeys()
    asked = sum(len(journey.requests) for journey in found)
    allowed = {edition: asked - sum(len(journeys.denied(each, edition)) for each in found) for edition in Edition}
    calls = sum(len(journey.calls) for journey in found)
    return (
        f"{len(found)} journeys make {calls} calls, which need {asked} requests to be allowed. "
        f"The corrected edition allows {allowed[Edition.CORRECTED]}, the console edition "
        f"{allowed[Edition.CONSOLE]}."
    )


def table_of_journeys() -> str:
    return table(("Job", "Role", "Calls", "Console", "Corrected", "Denied by the console edition"), _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for journey in journeys.journeys():
        asked = len(journey.requests)
        console, corrected = (journeys.denied(journey, edition) for edition in (Edition.CONSOLE, Edition.CORRECTED))
        yield (
            journey.title,
            code(journey.role),
            str(len(journey.calls)),
            f"{asked - len(console)} of {asked}",
            f"{asked - len(corrected)} of {asked}",
            codes(dict.fromkeys(each.action for each in console)),
        )


def table_of_denied() -> str:
    return table(("Call", "Journeys", "Added in the corrected edition of"), _denied())


def _denied() -> Iterator[tuple[str, ...]]:
    """What the console edition denies, by action; without an activity it is allowed there under other conditions."""
    found: dict[str, set[str]] = {}
    for journey in journeys.journeys():
        for request in journeys.denied(journey, Edition.CONSOLE):
            found.setdefault(request.action, set()).add(journey.id)
    for action, ids in sorted(found.items()):
        granting = coverage.grants(action, CATALOGUE.activities())
        added = [each.activity.id for each in granting if each.editions == (Edition.CORRECTED,)]
        yield code(action), str(len(ids)), codes(added) or "none: its conditions are corrected"
