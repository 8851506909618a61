"""`rolecast explain`"""

from __future__ import annotations

import click

from rolecast.access.explanation import lines
from rolecast.cli.languages import language_option, say
from rolecast.cli.output import format_option, write_json
from rolecast.cli.sources import source_option
from rolecast.cli.values import complete_role, variable_options
from rolecast.iam.templates import names_in
from rolecast.reading.languages import Language
from rolecast.rolefile.variables import Assigned
from rolecast.sources.contents import SourceKind
from rolecast.workflows.explaining import explain
from rolecast.workflows.inputs import fill_in


@click.command(
    "explain",
    epilog="""\b
Examples:
  rolecast explain roles.yaml --role data-scientist
  rolecast explain roles.yaml --role data-scientist --lang ja
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--role",
    "key",
    metavar="KEY",
    shell_complete=complete_role,
    help="Role to explain. Defaults to the only role in the file.",
)
@language_option
@format_option
@source_option
@variable_options
def command(
    file: str, key: str | None, lang: Language, format: str, source: SourceKind | None, assigned: Assigned
) -> None:
    """Explain a role in plain words.

    Lists who can assume the role; what each activity is for, and what its statements allow or deny under which
    conditions; the other policies of the role; a summary of attached managed policies; and what the role cannot do:
    activities of its persona that are not selected, and requests that are denied because of known faults of the
    console edition. FILE is a role file or anything else that `rolecast check` reads. Defaults to roles.yaml.
    """
    (given,) = fill_in([file], assigned, source)
    role, explanation, open_texts = explain(given, role=key, language=lang, source=source)
    if format == "json":
        abilities = [ability._asdict() for ability in explanation.abilities]
        write_json(
            {
                "format_version": "1",
                "role": role.key,
                "trust": list(explanation.trust),
                "abilities": abilities,
                "lacks": list(explanation.lacks),
                "open_texts": open_texts,
            }
        )
        return
    click.echo(f"{role.key if names_in(role.name) else role.name}\n")
    for line in lines(explanation, lang):
        click.echo(line)
    for name, text in open_texts.items():
        click.echo(say(f"notice: `{{{{{name}}}}}` is `{text}`, which is not known here"), err=True)
