"""Findings of checks."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from rolecast.access.phrases import MORE, without_inner_spaces
from rolecast.reading.faults import Place
from rolecast.reading.languages import Language

_MOST_LISTED = 6


class Severity(Enum):
    """The severity of a finding, from low to high. The names are those of IAM Access Analyzer.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html
    """

    SUGGESTION = "suggestion"
    """It works; it could be tighter or shorter."""
    WARNING = "warning"
    """It probably does not work as intended."""
    SECURITY_WARNING = "security-warning"
    """It allows more than it should."""
    ERROR = "error"
    """AWS rejects it, or it names something that does not exist in AWS."""

    def is_at_least(self, other: Severity) -> bool:
        return _ORDER[self] >= _ORDER[other]


_ORDER = {severity: number for number, severity in enumerate(Severity)}


class Target(NamedTuple):
    """The subject of a finding; fields below its level are None. `statement` counts from 0.

    `source` is the file or other input; `activities` are the activities that the statement comes from.
    """

    source: str
    role: str | None = None
    policy: str | None = None
    statement: int | None = None
    sid: str | None = None
    activities: tuple[str, ...] = ()


class Suppression(NamedTuple):
    """Suppresses the findings of one rule, for a reason.

    `role`, `policy`, `action` and `resource` may have wildcards; None matches all.
    """

    rule: str
    reason: str
    policy: str | None = None
    action: str | None = None
    place: Place | None = None
    role: str | None = None
    resource: str | None = None


class Finding(NamedTuple):
    """A problem that a rule found. `wording` is the message, with `{actions}` in place of the list of `actions`.

    `access_analyzer` is the code of the same finding in IAM Access Analyzer. `suppression` is set if the finding is
    suppressed. `resources` are the values of the statement's Resource that the finding is about.
    """

    rule: str
    severity: Severity
    wording: str
    help: str | None
    target: Target
    place: Place | None = None
    actions: tuple[str, ...] = ()
    access_analyzer: str | None = None
    suppression: Suppression | None = None
    resources: tuple[str, ...] = ()
    language: Language = Language.EN
    """The language of `wording` and `help`."""

    @property
    def message(self) -> str:
        """The problem. If there are many actions, names the first ones."""
        text = self.wording.replace("{actions}", listed(self.actions, language=self.language))
        return text if self.language is Language.EN else without_inner_spaces(text)


def listed(texts: tuple[str, ...], most: int = _MOST_LISTED, language: Language = Language.EN) -> str:
    """The texts in backticks; if there are more than `most`, the first ones and the number of the others.

    In a text with several actions, `a with b`, the word between them is not quoted.
    """
    shown = texts if len(texts) <= most else texts[: most - 1]
    joined = ", ".join(f"`{text}`".replace(" with ", "` with `") for text in shown)
    return MORE.say(language, shown=joined, number=str(len(texts) - len(shown))) if len(shown) < len(texts) else joined
