"""Flows: the ways in which the console makes a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.overlays import Statements


class Flow(NamedTuple):
    """A flow as its file has it. Texts by language: `en` and `ja`."""

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    sources: tuple[str, ...]
    activities: bool
    """Whether the role is made of activities."""
    persona: str | None
    """The persona that is preselected where none is named."""
    overlays: tuple[Overlay, ...]
    """What this flow changes in every activity."""
    customizations: tuple[Overlay, ...]
    """Which of the network and encryption settings have an effect."""
    policies: Mapping[str, Statements]
    """Policies of the role that come from no activity."""
    attached: tuple[str, ...]
    """Names of AWS managed policies."""
