"""AWS managed policies: a table of their names and one text of their documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write(policies: dict[str, dict[str, Any]], folder: Path) -> str:
    """Writes policies.tsv and documents.txt; gives the day of the newest change among the policies.

    In documents.txt an empty line, the name and the document follow each other. A document has an item a line:
    a changed action is a changed line, and a policy is found without parsing the others.
    """
    folder.mkdir(parents=True)
    names = sorted(policies)
    rows = (f"{name}\t{_row(policies[name])}\n" for name in names)
    texts = (f"\n{name}\n{_text(policies[name]['Document'])}\n" for name in names)
    (folder / "policies.tsv").write_text("".join(rows), encoding="ascii", newline="\n")
    (folder / "documents.txt").write_text("".join(texts), encoding="ascii", newline="\n")
    newest: str = max(policy["UpdateDate"] for policy in policies.values())
    return newest[:10]


def _row(policy: dict[str, Any]) -> str:
    return "\t".join((policy["Path"], policy["DefaultVersionId"], policy["CreateDate"][:10], policy["UpdateDate"][:10]))


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=0, separators=(",", ":"))
