"""`rolecast personas`"""

from __future__ import annotations

import click

from rolecast.catalogue.library import Catalogue
from rolecast.cli.output import write_json, write_table
from rolecast.cli.values import catalogue_option


@click.command(
    "personas",
    epilog="""\b
Examples:
  rolecast personas
  rolecast personas --format json | jq '.personas[] | select(.id == "data-scientist").activities'
""",
)
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or machines."
)
@catalogue_option
def command(format: str, catalogue: Catalogue) -> None:
    """List the personas and the activities that they preselect.

    A table on a terminal; elsewhere a line each: id, title, activities. A persona only preselects:
    a role file can tick more activities and untick these.
    """
    personas = catalogue.personas()
    if format == "json":
        described = [
            {
                "id": persona.id,
                "title": persona.title,
                "description": persona.description,
                "activities": persona.activities,
                "sources": persona.sources,
            }
            for persona in personas
        ]
        write_json({"format_version": "1", "personas": described})
        return
    rows = [(persona.id, persona.title, ", ".join(persona.activities)) for persona in personas]
    write_table(("persona", "title", "preselects"), rows)
