"""What `explain` tells."""

from __future__ import annotations

from typing import NamedTuple

from rolecast.access import explanation, unknowns
from rolecast.access.explanation import Explanation
from rolecast.reading.languages import Language
from rolecast.role import Role
from rolecast.sources.contents import SourceKind
from rolecast.workflows.choosing import choose
from rolecast.workflows.inputs import Given


class Explained(NamedTuple):
    """A role in words. `open_texts` are what stands in it for texts that are not known, by their `{{names}}`."""

    role: Role
    explanation: Explanation
    open_texts: dict[str, str]


def explain(
    given: Given,
    *,
    role: str | None = None,
    language: Language | str = Language.EN,
    source: SourceKind | str | None = None,
) -> Explained:
    """A role in plain words; what `rolecast explain` tells. `role` is its key, name or ARN, if there are several.

    Raises InputError where there is no such role, and UnresolvedError.
    """
    chosen = choose(given, role, SourceKind(source) if source else None)
    told = explanation.explain(chosen.role, Language(language), chosen.catalogue)
    return Explained(chosen.role, told, unknowns.open_texts(chosen.role))
