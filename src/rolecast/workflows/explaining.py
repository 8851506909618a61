"""Explanations of roles in plain words: the function `explain`."""

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
    """A role in plain words.

    `open_texts` maps the `{{names}}` in the sentences to the expressions of the source whose values are not known.
    """

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
    """A role in plain words: who can assume it and what it can do. The library form of `rolecast explain`.

    `role` selects one of several roles by key, name or ARN. `language` is `en` or `ja`.

    Raises InputError if the source cannot be read or has no such role, UnresolvedError if the role's account, region
    or variables are not known, and ValueError for another language.
    """
    chosen = choose(given, role, SourceKind(source) if source else None)
    explained = explanation.explain(chosen.role, Language(language), chosen.catalogue)
    return Explained(chosen.role, explained, unknowns.open_texts(chosen.role))
