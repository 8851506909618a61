"""The pages that have generated parts, and how a part gets into its page.

A part stands between two comments, `<!-- begin NAME -->` and `<!-- end NAME -->`; around them a page is
written by hand. The page of the rules is generated as a whole.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.reference import access_analyzer, activities, commands, corrections, narrowings, role_file

from rolecast.checks import pages as rules

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

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
        "activities": activities.details,
    },
    "access-analyzer.md": {"codes": access_analyzer.codes},
    "corrections.md": {"corrections": corrections.corrections},
    "guides/narrowing.md": {"limited": narrowings.limited},
    "guides/from-role-manager.md": {"parameters": activities.console_names},
}


def filled_pages() -> dict[Path, str]:
    """Every page with its parts made anew. Raises ValueError for a part that its page has no place for."""
    pages = {DOCS / name: fill(DOCS / name, parts) for name, parts in PARTS.items()}
    return {**pages, DOCS / "rules.md": rules.reference()}


def fill(path: Path, parts: Mapping[str, Callable[[], str]]) -> str:
    text = path.read_text(encoding="utf-8")
    for name, make in parts.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{path.name} needs one `{begin.strip()}` and one `{end}`")
        between = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
        content = f"{begin}\n{make().strip()}\n\n{end}"
        text = between.sub(lambda _, content=content: content, text)
    return text
