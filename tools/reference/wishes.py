"""Which activities to select for what people want to do, from a list in this folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from tools.reference.tables import table

from rolecast.catalogue.library import CATALOGUE

_FILE = Path(__file__).parent / "wishes.yaml"


def wishes() -> str:
    return table(("I want to ...", "Activities of the role", "Activities of the execution role"), _rows())


def _rows() -> Iterator[tuple[str, str, str]]:
    """Raises KeyError for an activity that there is not."""
    listed: list[dict[str, Any]] = yaml.safe_load(_FILE.read_bytes())
    for wish in listed:
        yield wish["want"], _links(wish["select"]), _links(wish.get("pass", ()))


def _links(names: list[str]) -> str:
    return ", ".join(f"[`{CATALOGUE.activity(name).id}`](../reference/activities/{name}.md)" for name in names)
