"""Finds unused roles. Counts days from the last use of any role in the account, since an audit does not use today's
date.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from rolecast.audits.results import Audited

UNUSED_DAYS = 90


class Usage(NamedTuple):
    """The last use of any role, and the principals that were never used or not in the days before it."""

    last: datetime
    unused: tuple[Audited, ...]


def usage(principals: Iterable[Audited]) -> Usage | None:
    """The usage; None if no last use is known."""
    known = [(each, each.last_used.time) for each in principals if each.last_used is not None]
    times = [time for _, time in known if time is not None]
    if not times:
        return None
    last = max(times)
    since = last - timedelta(days=UNUSED_DAYS)
    return Usage(last, tuple(each for each, time in known if time is None or time < since))
