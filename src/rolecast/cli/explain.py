"""`rolecast explain`"""

from __future__ import annotations

import click

from rolecast.access.explanation import explain, lines
from rolecast.access.phrases import Language
from rolecast.cli.output import write_json
from rolecast.cli.values import only_role
from rolecast.composition.compose import compose
from rolecast.rolefile.load import load


@click.command(
    "explain",
    epilog="""\b
Examples:
  rolecast explain roles.yaml --role data-scientist
  rolecast explain roles.yaml --role data-scientist --lang ja
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(allow_dash=True))
@click.option("--role", "key", metavar="KEY", help="Role to explain. Defaults to the only role in the file.")
@click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    default=Language.EN.value,
    show_default=True,
    help="Language.",
)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format.")
def command(file: str, key: str | None, lang: str, format: str) -> None:
    """Explain a role in plain words.

    Lists who can assume the role; what each activity is for and what its statements allow or deny, under which
    conditions; the other policies of the role; attached managed policies in short; and what the role cannot do:
    activities of its persona that are not selected, and requests that known faults of the console edition refuse.
    FILE is a role file. Defaults to roles.yaml.
    """
    rolefile = load(file)
    role = only_role(compose(rolefile), key).resolve()
    language = Language(lang)
    explanation = explain(role, language, rolefile.catalogue)
    if format == "json":
        abilities = [ability._asdict() for ability in explanation.abilities]
        write_json(
            {
                "format_version": "1",
                "role": role.key,
                "trust": list(explanation.trust),
                "abilities": abilities,
                "lacks": list(explanation.lacks),
            }
        )
        return
    click.echo(f"{role.name}\n")
    for line in lines(explanation, language):
        click.echo(line)
