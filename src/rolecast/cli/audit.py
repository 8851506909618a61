"""`rolecast audit`"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from rolecast import __version__
from rolecast.audits.reports.formats import AuditFormat, ReportSetting, render
from rolecast.cli.languages import language_option, say
from rolecast.cli.output import write_faults, write_unread
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import variable_options
from rolecast.reading.languages import Language
from rolecast.rolefile.variables import Assigned
from rolecast.sources.contents import SourceKind
from rolecast.workflows.auditing import audit_all, since
from rolecast.workflows.inputs import fill_in

_USUAL_WIDTH = 100


@click.command(
    "audit",
    epilog="""\b
Examples:
  aws iam get-account-authorization-details > account.json && rolecast audit account.json
  rolecast audit --profile audit --format json > audit.json
  rolecast audit account.json --format html > audit.html
  rolecast audit account.json --role 'team-*'
  rolecast audit account.json --baseline audit.json      # what is new since then
  terraform show -json plan.out | rolecast audit -
""",
)
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=click.Path(readable=False, allow_dash=True))
@click.option("--profile", metavar="P", help="AWS profile of an account to read. Makes read-only calls.")
@click.option("--role", metavar="GLOB", help="Audit only principals of this name, key or ARN. Wildcards are allowed.")
@click.option(
    "--format",
    type=click.Choice([each.value for each in AuditFormat]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option("--baseline", metavar="FILE", type=Path, help="JSON of an earlier audit. Reports what is new since then.")
@click.option(
    "--suppressions", "suppressed", metavar="FILE", help="File of findings to suppress, in the format of `suppress:`."
)
@click.option(
    "--proposals",
    is_flag=True,
    help="Add for each role the activities that would replace its policies, and what that changes.",
)
@language_option
@source_option
@variable_options
def command(
    sources: tuple[str, ...],
    profile: str | None,
    role: str | None,
    format: str,
    baseline: Path | None,
    suppressed: str | None,
    proposals: bool,
    lang: Language,
    source: SourceKind | None,
    assigned: Assigned,
) -> Status:
    """Show which ML activities the roles of an account grant, and what else they allow.

    SOURCE is the output of `aws iam get-account-authorization-details`, a role file, a CloudFormation template, the
    output of `terraform show -json`, or a folder of these; - is standard input. --profile reads an account. Users and
    groups are audited like roles.

    Reports for each principal the activities that its policies grant, judged by what they allow and not by their
    names; the actions that they allow beyond those; ways to gain more permissions; who can assume it; and when it was
    last used. The text format is a table that begins with the principals to look at first. If there are at most three
    principals, it shows their details instead.

    With --proposals, also reports for each role the activities that explain what its policies allow, the policies
    that these explain only in part, and what a role made of both would allow more and less, proved as by `compare`.
    JSON includes the role file.

    The exit status is 10 if --baseline is given and anything is new. It is 1 if part of a source cannot be read; the
    rest is reported.
    """
    if not sources and profile is None:
        raise MisuseError("there is nothing to audit", "name a SOURCE, or an account with `--profile`")
    outcome = audit_all(
        fill_in(sources, assigned, source), profile, role, source, suppressed or (), proposals=proposals
    )
    new = since(outcome.audit, baseline) if baseline else None
    width = shutil.get_terminal_size((_USUAL_WIDTH, 24)).columns
    shown = outcome.audit.in_japanese() if lang is Language.JA else outcome.audit
    click.echo(render(shown, format, ReportSetting(width, __version__, say), new), nl=False)
    write_unread(outcome.unread)
    write_faults(outcome.faults)
    if outcome.faults:
        return Status.FAILED
    return Status.FINDINGS if new else Status.DONE
