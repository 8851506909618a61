"""`rolecast check`"""

from __future__ import annotations

from collections.abc import Sequence

import click

from rolecast import __version__
from rolecast.checks import rulebook
from rolecast.checks.findings import Severity
from rolecast.checks.reports.formats import ReportFormat, render
from rolecast.checks.reports.results import FileResult, Results
from rolecast.cli.languages import language_option, say, translated
from rolecast.cli.output import write_faults, write_unread
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import variable_options
from rolecast.reading.faults import did_you_mean
from rolecast.reading.languages import Language
from rolecast.rolefile.variables import Assigned
from rolecast.sources.contents import SourceKind
from rolecast.workflows.checking import check_all
from rolecast.workflows.inputs import fill_in


def _known_rules(context: click.Context, _parameter: click.Parameter, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Raises MisuseError for an id of no rule, which would select or ignore nothing."""
    for each in ids:
        if each not in rulebook.ids():
            remedy = did_you_mean(each, rulebook.ids()) or "`rolecast rule` lists them"
            raise MisuseError(f"there is no rule `{each}`", remedy, context)
    return ids


@click.command(
    "check",
    epilog="""\b
Examples:
  rolecast check                                  # roles.yaml
  rolecast check team.yaml policies/*.json --fail-on security-warning
  rolecast check --severity security-warning --ignore unscoped-resource
  rolecast check --format sarif > rolecast.sarif
  aws iam get-policy-version ... | rolecast check -
  aws iam get-account-authorization-details > account.json && rolecast check account.json
  terraform show -json plan.out | rolecast check -
""",
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--format",
    type=click.Choice([each.value for each in ReportFormat]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="Lowest severity that fails the run (exit status 10).",
)
@click.option(
    "--severity",
    "least",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.SUGGESTION.value,
    show_default=True,
    help="Lowest severity to report.",
)
@click.option(
    "--select",
    "selected",
    metavar="RULE",
    multiple=True,
    callback=_known_rules,
    help="Report only this rule. Can be given several times.",
)
@click.option(
    "--ignore",
    "ignored",
    metavar="RULE",
    multiple=True,
    callback=_known_rules,
    help="Do not report this rule. Can be given several times.",
)
@click.option(
    "--suppressions", "suppressed", metavar="FILE", help="File of findings to suppress, in the format of `suppress:`."
)
@language_option
@source_option
@variable_options
def command(
    files: tuple[str, ...],
    format: str,
    fail_on: str,
    least: str,
    selected: tuple[str, ...],
    ignored: tuple[str, ...],
    suppressed: str | None,
    lang: Language,
    source: SourceKind | None,
    assigned: Assigned,
) -> Status:
    """Check role files and policies from any source for mistakes.

    FILE is a role file; a policy document; the output of `aws iam get-role`, `get-policy-version`,
    `get-account-authorization-details` and the like; a CloudFormation template; the output of `terraform show -json`
    for a plan or state; `aws:NAME`, an AWS managed policy; or a folder of these. - is standard input. Defaults to
    roles.yaml. The kind is detected from the content. `rolecast rule` lists the rules. The exit status is 10 if a
    finding is at or above --fail-on; with --format sarif it is 0, because the findings are in the file.

    Findings that --severity, --select or --ignore exclude do not fail the run; their number is printed to standard
    error.
    """
    checked = check_all(fill_in(files or ("roles.yaml",), assigned, source), source, suppressed or ())
    wanted = [_wanted(result, Severity(least), selected, ignored) for result in checked.files]
    outcome = Results(tuple(wanted), Severity(fail_on), __version__)
    outcome = outcome.in_japanese() if lang is Language.JA else outcome
    outcome = outcome._replace(faults=tuple(map(translated, checked.faults)))
    click.echo(render(outcome, format), nl=False)
    if left_out := sum(len(result.findings) for result in checked.files) - sum(len(each.findings) for each in wanted):
        plural = "s" if left_out > 1 else ""
        click.echo(say(f"{left_out:,} finding{plural} excluded by `--severity`, `--select` or `--ignore`"), err=True)
    write_unread(checked.unread)
    write_faults(checked.faults)
    if checked.faults:
        return Status.FAILED
    return Status.FINDINGS if outcome.failures and ReportFormat(format) is not ReportFormat.SARIF else Status.DONE


def _wanted(result: FileResult, least: Severity, selected: Sequence[str], ignored: Sequence[str]) -> FileResult:
    """The file with only the selected findings."""
    return FileResult(
        result.name,
        tuple(
            finding
            for finding in result.findings
            if finding.severity.is_at_least(least)
            and (not selected or finding.rule in selected)
            and finding.rule not in ignored
        ),
    )
