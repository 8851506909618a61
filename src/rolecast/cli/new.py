"""`rolecast new`"""

from __future__ import annotations

from pathlib import Path

import click

from rolecast.catalogue.activity import Parameter
from rolecast.catalogue.library import CATALOGUE
from rolecast.cli.languages import language_option, say
from rolecast.cli.output import STANDARD_OUTPUT, can_ask, refuse_to_overwrite
from rolecast.cli.values import SINGLE, Assignments, complete_persona, unknown
from rolecast.composition.compose import compose
from rolecast.draft.new_file import SCHEMA_FILE, example, new_role_file, parameters_of
from rolecast.iam import names
from rolecast.reading.faults import did_you_mean
from rolecast.reading.files import write_file
from rolecast.reading.json_writing import indented
from rolecast.reading.languages import Language
from rolecast.reading.shapes import Rule
from rolecast.rolefile.load import read
from rolecast.rolefile.shape import region as region_rule
from rolecast.rolefile.shape import schema


@click.command(
    "new",
    epilog="""\b
Examples:
  rolecast new -o roles.yaml                                  # asks
  rolecast new --persona mlops-engineer --account 123456789012 --region eu-west-1 -o roles.yaml
  rolecast new --persona data-scientist --set s3_buckets=raw-data,features
""",
)
@click.option(
    "--persona",
    metavar="P",
    shell_complete=complete_persona,
    help="Persona of the first role; `rolecast personas` lists them.",
)
@click.option("--account", metavar="A", help="AWS account, 12 digits.")
@click.option("--region", metavar="R", help="AWS region.")
@click.option(
    "--set",
    "assignments",
    metavar="NAME=V1,V2",
    multiple=True,
    help="Value of an activity's parameter. Can be given several times.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File to write, with roles.schema.json beside it. Existing files are never overwritten.",
)
@language_option
def command(
    persona: str | None,
    account: str | None,
    region: str | None,
    assignments: tuple[str, ...],
    output: Path | None,
    lang: Language,
) -> None:
    """Write a new role file, commented and ready to build.

    Asks for missing values on a terminal. Otherwise, missing values are filled with examples and marked as such.
    """
    output = None if output == Path(STANDARD_OUTPUT) else output
    if output:
        refuse_to_overwrite(output)
    asks = can_ask()
    if persona is None:
        persona = _ask("persona", "data-scientist", _persona_rule)[0] if asks else "data-scientist"
    if persona not in CATALOGUE.persona_ids:
        raise unknown("persona", persona, CATALOGUE.persona_ids, "rolecast personas")
    given = Assignments.parse(assignments)
    given.add("account", account)
    given.add("region", region)
    parameters = parameters_of(persona)
    rules = {"account": names.account, "region": region_rule, **{name: p.type.rule for name, p in parameters.items()}}
    values = given.checked(rules, persona)
    if asks:
        for name, rule in rules.items():
            if name not in values:
                offered = example(parameters[name].type, values) if name in parameters else ""
                asked = _label(parameters[name], lang) if name in parameters else name
                values[name] = _ask(asked, offered, rule, several=name not in SINGLE)
    text = new_role_file(persona, values, lang)
    compose(read(text, "the new role file"))  # raises unless the file is valid
    if output:
        write_file(output, text)
        beside = _write_schema(output)
        click.echo(say(f"wrote {output}{beside}; next: `rolecast build {output}`"), err=True)
    else:
        click.echo(text, nl=False)


def _write_schema(output: Path) -> str:
    """Writes the schema next to the file, unless it exists or the file is a device. Returns words about it."""
    path = output.parent / SCHEMA_FILE
    if path.exists() or not output.is_file():
        return ""
    write_file(path, indented(schema(CATALOGUE)))
    return f" and {path} (for editors)"


def _label(parameter: Parameter, lang: Language) -> str:
    """The prompt for a value: in English the parameter's name, in Japanese also its description."""
    name = parameter.name.replace("_", " ")
    return name if lang is Language.EN else f"{parameter.name} ({parameter.description[lang].rstrip('。')})"


def _ask(what: str, default: str, rule: Rule, *, several: bool = False) -> list[str]:
    """Asks until the answer is valid."""
    while True:
        text = click.prompt(say(what), default=default, show_default=bool(default), err=True)
        if not text:
            click.echo(f"{say('error')}: {say('an answer is needed')}", err=True)
            continue
        values = [value.strip() for value in (text.split(",") if several else [text])]
        problems = [f"`{value}` {problem}" for value in values if (problem := rule(value))]
        if not problems:
            return values
        for problem in problems:
            click.echo(f"{say('error')}: {say(problem)}", err=True)


def _persona_rule(text: str) -> str | None:
    if text in CATALOGUE.persona_ids:
        return None
    return f"is not a persona; {did_you_mean(text, CATALOGUE.persona_ids) or '`rolecast personas` lists them'}"
