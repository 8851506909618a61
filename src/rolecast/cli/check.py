"""`rolecast check`"""

from __future__ import annotations

from collections.abc import Sequence

import click

from rolecast import __version__
from rolecast.checks import suppressions
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
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.nodes import MappingNode
from rolecast.rolefile.load import parse


@click.command(
    "check",
    epilog="""\b
Examples:
  rolecast check                                  # roles.yaml
  rolecast check team.yaml policies/*.json --fail-on security-warning
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
def command(files: tuple[str, ...], format: str, fail_on: str, suppressed: str | None) -> Status:
    """Look for mistakes in role files and policy documents.

    FILE is roles.yaml by default, - is standard input. A file with `roles` is a role file, another one a policy
    document: an identity policy, or a trust or resource policy if it names principals. `rolecast rule` lists what is
    looked for. The exit status is 10 where something was found; with --format sarif it is 0, the file tells.
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
    outcome = Results(tuple(results), Severity(fail_on), __version__)
    click.echo(render(outcome, format), nl=False)
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


def _unused(outside: Sequence[Suppression], results: Sequence[FileResult], path: str) -> list[Finding]:
    return suppressions.unused(outside, [finding for file in results for finding in file.findings], path)
