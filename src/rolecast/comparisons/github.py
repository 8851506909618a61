"""A comparison as Markdown for a pull-request comment: a short table, and collapsed details."""

from __future__ import annotations

import html
from collections.abc import Iterator

from rolecast.comparisons import text
from rolecast.comparisons.titles import Titles
from rolecast.iam.comparison import Comparison, Gain
from rolecast.reading.faults import visible
from rolecast.workflows.comparing import ComparedRole, ComparedSources

MOST_CHARACTERS = 60_000
"""GitHub rejects comments of more than 65,536: https://docs.github.com/en/rest/issues/comments"""

_MOST_NAMED = 12


def render(compared: ComparedSources, titles: Titles) -> str:
    lines = [f"### {_escaped(text.headline(compared, titles))}", "", *_table(compared)]
    if compared.undecided:
        lines += ["", *(f"- not decided: {_escaped(reason)}" for reason in compared.undecided)]
    if compared.not_considered:
        lines += ["", f"Not considered: {', '.join(compared.not_considered)}."]
    written = "".join(f"{line}\n" for line in lines)
    for role in compared.roles:
        details = "".join(f"{line}\n" for line in _details(role))
        if len(written) + len(details) > MOST_CHARACTERS:
            return f"{written}\nThe details of the other roles are too long for a comment.\n"
        written += details
    return written


def _table(compared: ComparedSources) -> Iterator[str]:
    yield "| Role | Access | Gains | Losses | Trust policy |"
    yield "| --- | --- | --- | --- | --- |"
    for role in compared.roles:
        access, trust = text.change_of(role), text.PHRASES[role.trust.verdict] if role.trust else ""
        counts = (_count(gains) for gains in (role.permissions.gains, role.permissions.losses))
        yield f"| {_code(text.name_of(role))} | {access} | {' | '.join(counts)} | {trust} |"


def _count(gains: tuple[Gain, ...]) -> str:
    known = len({action for gain in gains if not gain.heading.latent for action in gain.actions})
    services = dict.fromkeys(gain.heading.service for gain in gains)
    counted = f"{known:,} action{'' if known == 1 else 's'}"
    return f"{counted} of {_escaped(text.named(list(services)))}" if services else ""


def _details(role: ComparedRole) -> Iterator[str]:
    lines = [*_changes(role.permissions), *(_changes(role.trust, "trust policy: ") if role.trust else ())]
    if not lines:
        return
    yield ""
    yield f"<details><summary>{html.escape(visible(text.name_of(role)))}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"


def _changes(comparison: Comparison, about: str = "") -> Iterator[str]:
    for word, gains, doubts in (
        ("gains", comparison.gains, comparison.undecided_gains),
        ("loses", comparison.losses, comparison.undecided_losses),
    ):
        for gain in gains:
            if gain.heading.listed:
                by = _escaped(text.by(gain))
                actions = _code(text.named(gain.actions, _MOST_NAMED))
                source = f", from {_code(text.statements(gain))}" if gain.statements else ""
                yield f"- {about}{word} {actions}{by}{source}"
                yield f"  - e.g. {_code(text.example(gain))}"
        yield from (f"- {about}{word} {_escaped(line)}" for line in text.beyond(gains))
        yield from (f"- {about}not decided whether it {word} anything: {_escaped(doubt)}" for doubt in doubts)


def _code(given: str) -> str:
    """The text as code, with everything escaped that matters in a table."""
    return f"<code>{html.escape(visible(given), quote=False).replace('|', '&#124;')}</code>"


def _escaped(given: str) -> str:
    """The text as Markdown, with special characters escaped."""
    plain = "".join(f"\\{each}" if each in "\\`*_[]~#|" else each for each in visible(given))
    return html.escape(plain, quote=False)
