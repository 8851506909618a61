"""Findings: what a check tells, ready to be shown."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from rolecast.access.phrases import MORE, without_inner_spaces
from rolecast.reading.faults import Place
from rolecast.reading.languages import Language

_MOST_LISTED = 6


class Severity(Enum):
    """How much a finding weighs, from little to much. The words are those of IAM Access Analyzer.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html
    """

    SUGGESTION = "suggestion"
    """It works; it could be tighter or shorter."""
    WARNING = "warning"
    """Something does not work as it seems to be meant."""
    SECURITY_WARNING = "security-warning"
    """It allows more than it should."""
    ERROR = "error"
    """AWS refuses it, or it names what AWS does not have."""

    def is_at_least(self, other: Severity) -> bool:
        return _ORDER[self] >= _ORDER[other]


_ORDER = {severity: number for number, severity in enumerate(Severity)}


class Target(NamedTuple):
    """What a finding is about, as far down as it goes. `statement` counts from 0.

    `source` is the file, or what else the policies came from; `activities` are those that the statement is from.
    """

    source: str
    role: str | None = None
    policy: str | None = None
    statement: int | None = None
    sid: str | None = None
    activities: tuple[str, ...] = ()


class Suppression(NamedTuple):
    """Findings that someone lets be, and why.

    `role`, `policy`, `action` and `resource` may hold wildcards; None is any.
    """

    rule: str
    reason: str
    policy: str | None = None
    action: str | None = None
    place: Place | None = None
    role: str | None = None
    resource: str | None = None


class Finding(NamedTuple):
    """One thing that a rule found. `wording` may say `{actions}`, which stands for the list of `actions`.

    `access_analyzer` is the code of the same check of IAM Access Analyzer. `suppression` is what lets it be.
    `resources` are the texts in a statement's Resource that it is about.
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
        """What is wrong, with the actions, of many the first ones."""
        text = self.wording.replace("{actions}", listed(self.actions, language=self.language))
        return text if self.language is Language.EN else without_inner_spaces(text)


def listed(texts: tuple[str, ...], most: int = _MOST_LISTED, language: Language = Language.EN) -> str:
    """The texts in backticks, of many the first ones and the number of the others.

    A text of several actions that go together, `a with b`, keeps the word between them.
    """
    shown = texts if len(texts) <= most else texts[: most - 1]
    joined = ", ".join(f"`{text}`".replace(" with ", "` with `") for text in shown)
    return MORE.say(language, shown=joined, number=str(len(texts) - len(shown))) if len(shown) < len(texts) else joined
