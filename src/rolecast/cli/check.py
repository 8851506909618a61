"""`rolecast check`"""

from __future__ import annotations

import click

from rolecast import __version__
from rolecast.checks.findings import Severity
from rolecast.checks.reports.formats import Format, Results, render
from rolecast.cli.output import write_faults, write_unread
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.sources.contents import Kind
from rolecast.workflows.checking import check_all


@click.command(
    "check",
    epilog="""\b
Examples:
  rolecast check                                  # roles.yaml
  rolecast check team.yaml policies/*.json --fail-on security-warning
  rolecast check --format sarif > rolecast.sarif
  aws iam get-policy-version ... | rolecast check -
  aws iam get-account-authorization-details > account.json && rolecast check account.json
  terraform show -json plan.out | rolecast check -
""",
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    type=click.Choice([each.value for each in Format]),
    default="text",
    show_default=True,
    help="How to tell.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="The least severity that makes the exit status 10.",
)
@click.option(
    "--suppressions", "suppressed", metavar="FILE", help="Findings to let be: a list as a role file's `suppress`."
)
@source_option
def command(files: tuple[str, ...], format: str, fail_on: str, suppressed: str | None, source: Kind | None) -> Status:
    """Look for mistakes in role files and policies, wherever they are.

    FILE is a role file; a policy document; what `aws iam get-role`, `get-policy-version` and the like print, and
    `get-account-authorization-details`; a CloudFormation template; `terraform show -json` of a plan or a state;
    `aws:NAME`, an AWS managed policy; or a folder of these. - is standard input. Defaults to roles.yaml. What it is is
    told by its content. `rolecast rule` lists what is looked for. The exit status is 10 where something was found; with
    --format sarif it is 0, the file tells.
    """
    checked = check_all(files or ("roles.yaml",), source, suppressed or ())
    outcome = Results(checked.files, Severity(fail_on), __version__)
    click.echo(render(outcome, format), nl=False)
    write_unread(checked.unread)
    write_faults(checked.faults)
    if checked.faults:
        return Status.FAILED
    return Status.FINDINGS if outcome.failures and Format(format) is not Format.SARIF else Status.DONE
