"""`rolecast personas`"""

from __future__ import annotations

import click

from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.persona import KINDS
from rolecast.cli.languages import language_option, say
from rolecast.cli.output import format_option, write_json, write_table
from rolecast.cli.values import catalogue_option
from rolecast.reading.languages import Language


@click.command(
    "personas",
    epilog="""\b
Examples:
  rolecast personas
  rolecast personas --format json | jq '.personas[] | select(.id == "data-scientist").activities'
""",
)
@language_option
@format_option
@catalogue_option
def command(format: str, lang: Language, catalogue: Catalogue) -> None:
    """List the personas and the activities that they preselect.

    On a terminal, a table; otherwise one line per persona: id, title, activities, and whether it is for people or an
    execution role. A persona only preselects activities: a role file can add others and remove these.
    """
    personas = catalogue.personas()
    if format == "json":
        described = [
            {
                "id": persona.id,
                "title": persona.title,
                "description": persona.description,
                "kind": persona.kind,
                "source": persona.source,
                "activities": persona.activities,
                "sources": persona.sources,
            }
            for persona in personas
        ]
        write_json({"format_version": "1", "personas": described})
        return
    rows = [(each.id, each.title, ", ".join(each.activities), KINDS[each.kind][lang]) for each in personas]
    headers = [*map(say, ("persona", "title", "preselects", "kind"))]
    write_table(headers, rows, headers[:-1], (headers[-1], [texts[lang] for texts in KINDS.values()]))
