"""The rules. Each is a module in the folder `rules`, with its documentation as the docstring.

The module `unknown_action` is the rule `unknown-action`. It has `SEVERITY`, `ACCESS_ANALYZER` (the codes of the same
checks in IAM Access Analyzer), `JAPANESE` (its translations) and `find`, which yields the problems of a subject. A rule
with `FOR_AUTHORS` advises authors of statements, so it does not report those that Rolecast ships.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import NamedTuple

from rolecast.checks import rules as folder
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

HEADINGS = ("What it does", "Why is this bad", "Example", "Use instead", "Sources")
_SOURCE = r"https://docs\.aws\.amazon\.com/\S+"


class Rule(NamedTuple):
    """A rule. `summary` is one sentence; `documentation` is Markdown with `HEADINGS`."""

    id: str
    severity: Severity
    access_analyzer: tuple[str, ...]
    summary: str
    documentation: str
    find: Callable[[Subject], Iterable[Problem]]
    is_for_authors: bool
    japanese: Mapping[str, str]
    """The translation of each message and remedy, by the English text, with `{names}` for its parts."""

    def section(self, heading: str) -> str:
        """The text under one of `HEADINGS`."""
        return self.documentation.partition(f"## {heading}\n")[2].partition("\n## ")[0].strip()

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(re.findall(_SOURCE, self.section("Sources")))


@cache
def ids() -> tuple[str, ...]:
    """The ids of all rules, sorted."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(folder.__path__)))


@cache
def rule(id: str) -> Rule:
    """The rule with an ID, which must be one of `ids`."""
    module = import_module(f"{folder.__name__}.{id.replace('-', '_')}")
    summary, _, documentation = (module.__doc__ or "").strip().partition("\n\n")
    return Rule(
        id,
        module.SEVERITY,
        module.ACCESS_ANALYZER,
        " ".join(summary.split()),
        documentation,
        module.find,
        getattr(module, "FOR_AUTHORS", False),
        getattr(module, "JAPANESE", {}),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, sorted by ID."""
    return tuple(map(rule, ids()))
