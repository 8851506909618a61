"""`rolecast rule`"""

from __future__ import annotations

import click

from rolecast.checks import rulebook
from rolecast.checks.pages import page
from rolecast.cli.output import format_option, write_json, write_table
from rolecast.cli.values import unknown


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in rulebook.ids() if name.startswith(incomplete)]


@click.command(
    "rule",
    epilog="""\b
Examples:
  rolecast rule
  rolecast rule mismatched-action
  rolecast rule --format json | jq -r '.rules[].id'
""",
)
@click.argument("id", required=False, shell_complete=_complete)
@format_option
def command(id: str | None, format: str) -> None:
    """Print the documentation of a rule of `rolecast check`, or list all rules.

    A page says what the rule reports and why, with an example, what to use instead and links to AWS's documentation.
    The pages are in English.
    """
    if id is not None and id not in rulebook.ids():
        raise unknown("rule", id, rulebook.ids(), "rolecast rule")
    shown = rulebook.rules() if id is None else (rulebook.rule(id),)
    if format == "json":
        write_json({"format_version": "1", "rules": [_describe(rule) for rule in shown]})
    elif id is not None:
        click.echo(page(shown[0]), nl=False)
    else:
        rows = [(rule.id, rule.severity.value, rule.summary) for rule in shown]
        write_table(("rule", "severity", "what it finds"), rows)


def _describe(rule: rulebook.Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "access_analyzer": rule.access_analyzer,
        "summary": rule.summary,
        "documentation": rule.documentation,
        "sources": rule.sources,
    }
