"""`rolecast check`"""

from __future__ import annotations

from collections.abc import Sequence

import click

from rolecast import __version__
from rolecast.checks import rulebook, suppressions
from rolecast.checks.check import check
from rolecast.checks.findings import Finding, Severity, Suppression
from rolecast.checks.reports.formats import FileResult, Format, Results, render
from rolecast.checks.subjects import of_document, type_of
from rolecast.cli.status import Status
from rolecast.composition.compose import compose
from rolecast.draft.findings import check_roles
from rolecast.draft.suppressing import load_suppressions
from rolecast.iam.documents import Document
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Fault, InputError, did_you_mean
from rolecast.reading.nodes import MappingNode
from rolecast.rolefile.load import parse


def _known_rules(context: click.Context, parameter: click.Parameter, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses an id that is not a rule's: it would select or ignore nothing."""
    for each in ids:
        if each not in rulebook.ids():
            remedy = did_you_mean(each, rulebook.ids())
            message = f"there is no rule `{each}`" + (f"; {remedy}" if remedy else "")
            raise click.BadParameter(message, context, parameter)
    return ids


@click.command(
    "check",
    epilog="""\b
Examples:
  rolecast check                                  # roles.yaml
  rolecast check team.yaml policies/*.json --fail-on security-warning
  rolecast check --severity security-warning --ignore unscoped-resource
  rolecast check --format sarif > rolecast.sarif
  aws iam get-policy-version ... | jq .PolicyVersion.Document | rolecast check -
""",
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    type=click.Choice([each.value for each in Format]),
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
def command(
    files: tuple[str, ...],
    format: str,
    fail_on: str,
    least: str,
    selected: tuple[str, ...],
    ignored: tuple[str, ...],
    suppressed: str | None,
) -> Status:
    """Look for mistakes in role files and policy documents.

    FILE is roles.yaml by default, - is standard input. A file with `roles` is a role file, another one a policy
    document: an identity policy, or a trust or resource policy if it names principals. `rolecast rule` lists what is
    looked for. The exit status is 10 where something was found; with --format sarif it is 0, the file tells.

    Findings that --severity, --select or --ignore leave out do not fail the run; how many they are is printed to
    standard error.
    """
    outside = load_suppressions(suppressed) if suppressed else []
    results: list[FileResult] = []
    faults: list[Fault] = []
    more = 0
    for file in files or ("roles.yaml",):
        try:
            results.append(_check_file(file, outside))
        except InputError as error:
            faults.extend(error.faults)
            more += error.more
    if suppressed and (unused := _unused(outside, results, suppressed)):
        results.append(FileResult(suppressed, tuple(unused)))
    wanted = [_wanted(result, Severity(least), selected, ignored) for result in results]
    outcome = Results(tuple(wanted), Severity(fail_on), __version__)
    click.echo(render(outcome, format), nl=False)
    if left_out := sum(len(result.findings) for result in results) - sum(len(result.findings) for result in wanted):
        noun = "finding is" if left_out == 1 else "findings are"
        click.echo(f"{left_out:,} {noun} left out by --severity, --select or --ignore", err=True)
    for fault in faults:
        click.echo(str(fault), err=True)
    if more:
        click.echo(f"{more:,} more", err=True)
    if faults:
        return Status.FAILED
    return Status.FINDINGS if outcome.failures and Format(format) is not Format.SARIF else Status.DONE


def _check_file(path: str, outside: Sequence[Suppression]) -> FileResult:
    """Raises InputError where the file cannot be read, or its roles cannot be made."""
    text, name = texts.read_text(path)
    root = texts.parse(text, name)
    if isinstance(root, MappingNode) and ("roles" in root.entries or "version" in root.entries):
        rolefile = parse(text, name)
        return FileResult(name, tuple(check_roles(rolefile, compose(rolefile), outside)))
    if isinstance(root, MappingNode) and ("Statement" in root.entries or "Version" in root.entries):
        document = Document.of_node(root, type_of(nodes.plain_value(root)), name)
        return FileResult(name, tuple(check(of_document(document), outside)))
    message = "this is neither a role file nor a policy document"
    raise InputError([Fault(root.place, message, "a role file has `roles`, a policy document `Statement`")])


def _wanted(result: FileResult, least: Severity, selected: Sequence[str], ignored: Sequence[str]) -> FileResult:
    """The file with the findings that were asked for."""
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


def _unused(outside: Sequence[Suppression], results: Sequence[FileResult], path: str) -> list[Finding]:
    return suppressions.unused(outside, [finding for file in results for finding in file.findings], path)
