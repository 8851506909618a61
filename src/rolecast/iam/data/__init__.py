"""The shipped extracts of AWS data: their location, sources and dates.

`make data` makes everything in this folder except this module and NOTICE; docs/explanation/data.md describes it.
"""

from __future__ import annotations

from typing import NamedTuple

from rolecast.reading.shipped import folder

FOLDER = folder(__name__, __file__)


class DataSource(NamedTuple):
    """The source of a part of the data. `date` is YYYY-MM-DD or YYYY-MM, or empty if the source has none."""

    part: str
    name: str
    version: str
    licence: str
    date: str
    address: str


def sources() -> tuple[DataSource, ...]:
    """The sources of all parts. Those of the managed policies and the service reference come first."""
    rows = (FOLDER / "sources.tsv").read_text(encoding="ascii").splitlines()
    return tuple(DataSource(*row.split("\t")) for row in rows)


def date() -> str:
    """The date (YYYY-MM-DD) of the AWS data: that of the managed policies or the service reference, the older one."""
    return min(source.date for source in sources()[:2])
