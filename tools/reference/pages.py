"""The pages that have generated parts, and how a part gets into its page.

A part is between two comments, `<!-- begin NAME -->` and `<!-- end NAME -->`; the rest is written by hand. The pages of
the rules and of each activity are generated as a whole, as are the pictures of the personas and of a terminal.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.reference import (
    access_analyzer,
    activities,
    activity_pages,
    commands,
    corrections,
    counts,
    coverage,
    differences,
    escalation,
    guardrails,
    journeys,
    matrix,
    measured,
    narrowings,
    role_file,
    terminal,
    wishes,
)

from rolecast.catalogue.library import CATALOGUE
from rolecast.checks import pages as rules

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ACTIVITIES = DOCS / "reference" / "activities"

PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "reference/commands.md": {"commands": commands.commands},
    "reference/role-file.md": {
        "file keys": role_file.file_keys,
        "shared keys": role_file.shared_keys,
        "role keys": role_file.role_keys,
    },
    "reference/activities.md": {
        "list": activities.overview,
        "personas": activities.personas,
        "flows": activities.flows,
    },
    "reference/access-analyzer.md": {"codes": access_analyzer.codes},
    "explanation/data.md": {"shipped": counts.shipped, "unknown": counts.unknown},
    "reference/known-faults.md": {"tagging": counts.tagging, "denied": journeys.table_of_denied},
    "how-to/limits.md": {"policies": counts.policies},
    "reference/escalation.md": {"ways": escalation.ways},
    "reference/coverage.md": {
        "summary": coverage.summary,
        "actions": coverage.actions,
        "unlisted": coverage.unlisted,
    },
    "how-to/formats.md": {"differences": differences.differences},
    "reference/journeys.md": {"summary": journeys.summary, "journeys": journeys.table_of_journeys},
    "how-to/choosing-activities.md": {"wishes": wishes.wishes},
    "reference/corrections.md": {
        "measured": measured.measured,
        "beyond": corrections.beyond,
        "corrections": corrections.corrections,
    },
    "explanation/guardrails.md": {
        "promised": guardrails.promised,
        "jobs": guardrails.jobs,
        "creating": guardrails.creating,
        "denied": guardrails.denied,
    },
    "how-to/narrowing.md": {"limited": narrowings.limited},
    "how-to/from-role-manager.md": {"parameters": activities.console_names},
}


def filled_pages() -> dict[Path, str]:
    """Every page with its parts made anew. Raises ValueError for a part that its page has no place for."""
    pages = {DOCS / name: fill(DOCS / name, parts) for name, parts in PARTS.items()}
    of_activities = {ACTIVITIES / f"{name}.md": text for name, text in activity_pages.pages().items()}
    pictures = {
        DOCS / "_static" / "personas.svg": matrix.picture(),
        DOCS / "_static" / "terminal.svg": terminal.picture(),
    }
    return {**pages, **of_activities, **pictures, DOCS / "reference" / "rules.md": rules.reference()}


def stale_pages() -> list[Path]:
    """Generated pages of activities that there are no more."""
    return [path for path in sorted(ACTIVITIES.glob("*.md")) if path.stem not in CATALOGUE.activity_ids]


def fill(path: Path, parts: Mapping[str, Callable[[], str]]) -> str:
    text = path.read_text(encoding="utf-8")
    for name, make in parts.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{path.name} needs one `{begin.strip()}` and one `{end}`")
        between = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
        content = f"{begin}\n{make().strip()}\n\n{end}"
        text = between.sub(content.replace("\\", r"\\"), text)
    return text
