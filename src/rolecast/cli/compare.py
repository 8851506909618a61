"""`rolecast compare`"""

from __future__ import annotations

import click

from rolecast.cli.languages import say, spoken_option
from rolecast.cli.output import write_unread
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import complete_action, complete_role, variable_options
from rolecast.comparisons import formats
from rolecast.comparisons.formats import ComparisonFormat
from rolecast.comparisons.titles import Titles
from rolecast.iam.comparison import Verdict
from rolecast.rolefile.variables import Assigned
from rolecast.sources.contents import SourceKind
from rolecast.workflows.comparing import compare, granted
from rolecast.workflows.inputs import fill_in

_STATUSES = {
    Verdict.SAME: Status.DONE,
    Verdict.LESS: Status.DONE,
    Verdict.MORE: Status.DENIED,
    Verdict.BOTH: Status.DENIED,
    Verdict.UNKNOWN: Status.UNKNOWN,
}


@click.command(
    "compare",
    epilog="""\b
Examples:
  rolecast compare HEAD~1:roles.yaml roles.yaml           # is this change safe?
  rolecast compare old.yaml new.yaml --role data-scientist
  rolecast compare packed.yaml unpacked.yaml --equal
  rolecast compare roles.yaml account.json --role compute # the role as it is in the account
  rolecast compare aws:AmazonSageMakerFullAccess policy.json
  rolecast compare roles.yaml --not-granted iam:PassRole --on "arn:aws:iam::*:role/admin*"
""",
)
@click.argument("old", type=click.Path(readable=False, allow_dash=True))
@click.argument("new", required=False, type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--role", "key", metavar="KEY", shell_complete=complete_role, help="Compare only this role: its key, name or ARN."
)
@click.option("--equal", is_flag=True, help="Also fail if NEW allows less (exit status 11).")
@click.option(
    "--not-granted",
    "action",
    metavar="ACTION",
    shell_complete=complete_action,
    help="Instead of comparing with NEW, prove that OLD does not grant this action or pattern of actions.",
)
@click.option(
    "--on", "resource", metavar="ARN", help="Resource for --not-granted, or a pattern. Defaults to any resource."
)
@click.option(
    "--format",
    type=click.Choice([each.value for each in ComparisonFormat]),
    default=ComparisonFormat.TEXT.value,
    show_default=True,
    help="Output format; github is Markdown for a comment on a pull request.",
)
@spoken_option
@source_option
@variable_options
def command(
    old: str,
    new: str | None,
    key: str | None,
    equal: bool,
    action: str | None,
    resource: str | None,
    format: str,
    source: SourceKind | None,
    assigned: Assigned,
) -> Status:
    """Show what NEW allows that OLD does not, or prove that it allows nothing more.

    OLD and NEW are role files or anything else that `rolecast check` reads, or REVISION:PATH, a file as it is in a
    revision of this git repository. Roles are matched by key or name and compared one by one: their own policies,
    attached policies and permissions boundary; then their trust policies.

    The exit status is 0 if NEW allows nothing that OLD does not, 11 if it allows more, and 13 if that is not decided.
    Each request that is shown was decided for both sides: one allows it, the other does not.

    Does not consider service control policies, resource-based policies or anything else that was not given.
    """
    if action is None:
        if new is None:
            raise MisuseError("there is nothing to compare with", "name NEW, or an action with `--not-granted`")
        if resource is not None:
            raise MisuseError("`--on` is only for `--not-granted`")
        before, after = fill_in([old, new], assigned, source)
        compared = compare(before, after, role=key, source=source)
        _write(formats.render(compared, format, Titles(old, new)), format)
    else:
        if new is not None or equal:
            raise MisuseError("`--not-granted` takes one source and cannot be used with `--equal`")
        (given,) = fill_in([old], assigned, source)
        compared = granted(given, action, "*" if resource is None else resource, role=key, source=source)
        asked = action if resource is None else f"{action} on {resource}"
        _write(formats.render(compared, format, Titles(old, old, asked)), format)
    write_unread(compared.unread)
    if compared.assumed:
        click.echo(say(f"notice: not given, therefore assumed: {compared.assumed}"), err=True)
    if equal and compared.verdict is Verdict.LESS:
        return Status.DENIED
    if not equal and compared.allows_more is False:
        return Status.DONE
    return _STATUSES[compared.verdict]


def _write(text: str, format: str) -> None:
    """Writes the comparison. Formats for programs and pull requests are in English."""
    click.echo(say(text) if format == ComparisonFormat.TEXT else text, nl=False)
