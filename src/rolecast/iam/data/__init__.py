"""The extracts that are shipped: where they lie, what they were made from and how old they are.

`make data` makes everything in this folder except this module and NOTICE; docs/explanation/data.md describes it.
"""

from __future__ import annotations

from typing import NamedTuple

from rolecast.reading.shipped import folder

FOLDER = folder(__name__, __file__)


class DataSource(NamedTuple):
    """What a part of the data was made from. `date` is YYYY-MM-DD or YYYY-MM, or empty where the source has none."""

    part: str
    name: str
    version: str
    licence: str
    date: str
    address: str


def sources() -> tuple[DataSource, ...]:
    """The sources of all parts; the managed policies' and the service reference's come first."""
    rows = (FOLDER / "sources.tsv").read_text(encoding="ascii").splitlines()
    return tuple(DataSource(*row.split("\t")) for row in rows)


def date() -> str:
    """The day (YYYY-MM-DD) whose AWS the data shows: the managed policies' or the service reference's, the older."""
    return min(source.date for source in sources()[:2])
