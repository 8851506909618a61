"""Which roles nobody uses. An audit knows no today: it counts from the last use of any role of the account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from rolecast.audits.results import Audited

UNUSED_DAYS = 90


class Usage(NamedTuple):
    """The last use of any role, and the principals that were not used in the days before it, or never."""

    last: datetime
    unused: tuple[Audited, ...]


def usage(principals: Iterable[Audited]) -> Usage | None:
    """None where no last use is known, or IAM has seen none."""
    known = [(each, each.last_used.time) for each in principals if each.last_used is not None]
    times = [time for _, time in known if time is not None]
    if not times:
        return None
    last = max(times)
    since = last - timedelta(days=UNUSED_DAYS)
    return Usage(last, tuple(each for each, time in known if time is None or time < since))
