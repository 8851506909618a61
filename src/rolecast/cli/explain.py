"""`rolecast explain`"""

from __future__ import annotations

import click

from rolecast.access.demands import Language
from rolecast.access.explanation import explain, lines
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
@click.option("--role", "key", metavar="KEY", help="The role of the file; not needed where there is one.")
@click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    default=Language.EN.value,
    show_default=True,
    help="English or Japanese.",
)
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or machines."
)
def command(file: str, key: str | None, lang: str, format: str) -> None:
    """Tell in plain words what a role can do, and what it cannot.

    By activity: what it is for, and what its conditions demand; then what the role's persona has and the
    role has not, and what the console edition's faults keep from it. FILE is a role file, roles.yaml by
    default.
    """
    rolefile = load(file)
    role = only_role(compose(rolefile), key).resolve()
    language = Language(lang)
    explanation = explain(role, language, rolefile.catalogue)
    if format == "json":
        abilities = [ability._asdict() for ability in explanation.abilities]
        write_json({"format_version": "1", "role": role.key, "abilities": abilities, "lacks": list(explanation.lacks)})
        return
    click.echo(f"{role.name}\n")
    for line in lines(explanation, language):
        click.echo(line)
