"""`rolecast schema`"""

from __future__ import annotations

import click

from rolecast.catalogue.library import CATALOGUE
from rolecast.cli.output import write_json
from rolecast.rolefile.shape import schema


@click.command(
    "schema",
    epilog="""\b
Examples:
  rolecast schema > roles.schema.json
  # then, as the first line of roles.yaml, for editors:
  # yaml-language-server: $schema=roles.schema.json
""",
)
def command() -> None:
    """Print the JSON Schema of the role file.

    Editors use it to complete and check role files. `rolecast build` checks more than a schema can express.
    """
    write_json(schema(CATALOGUE))
