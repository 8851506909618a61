"""Flows: the console's ways to create a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.overlays import Statements


class Flow(NamedTuple):
    """A flow as its file describes it. Texts are by language: `en` and `ja`."""

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    sources: tuple[str, ...]
    activities: bool
    """Whether the role consists of activities."""
    persona: str | None
    """The persona if none is named."""
    overlays: tuple[Overlay, ...]
    """Overlays that this flow applies to every activity."""
    customizations: tuple[Overlay, ...]
    """The overlays of settings that have an effect: VPC for `network`, KMS for `encryption`."""
    policies: Mapping[str, Statements]
    """Policies of the role that come from no activity, by name."""
    attached: tuple[str, ...]
    """Names of AWS managed policies."""
