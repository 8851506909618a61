"""`rolecast who`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from rolecast.access.directory import Grade
from rolecast.access.reasons import statement_name
from rolecast.cli.languages import say, spoken_option
from rolecast.cli.output import format_option, write_faults, write_json, write_table, write_unread
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import complete_action, read_context, variable_options
from rolecast.reading.faults import Fault, InputError
from rolecast.rolefile.variables import Assigned
from rolecast.sources import contents
from rolecast.workflows.inputs import fill_in
from rolecast.workflows.searching import NOT_CONSIDERED, Entitled, SearchResult, who

_MOST_SHOWN = 3
"""The number of roles and resources per principal to show on a terminal. Pipes and JSON get all."""
_STATUSES = {
    Grade.ALLOW: Status.DONE,
    Grade.CONDITIONAL: Status.UNKNOWN,
    Grade.UNKNOWN: Status.UNKNOWN,
    None: Status.DENIED,
}


@click.command(
    "who",
    epilog="""\b
Examples:
  rolecast who s3:GetObject arn:aws:s3:::fraud-training details.json
  rolecast who iam:PassRole arn:aws:iam::123456789012:role/admin details.json
      --context iam:PassedToService=sagemaker.amazonaws.com
  rolecast who sagemaker:CreatePresignedDomainUrl --profile audit
""",
)
@click.argument("action", shell_complete=complete_action)
@click.argument("arguments", metavar="[RESOURCE] [SOURCE]...", nargs=-1)
@click.option(
    "--context", "pairs", metavar="K=V", multiple=True, help="Value of a condition key. Can be given several times."
)
@click.option(
    "--absent", metavar="KEY", multiple=True, help="Condition key that the request lacks. Can be given several times."
)
@click.option("--profile", metavar="P", help="AWS profile of the account to read. Makes read-only calls.")
@spoken_option
@format_option
@source_option
@variable_options
def command(
    action: str,
    arguments: tuple[str, ...],
    pairs: tuple[str, ...],
    absent: tuple[str, ...],
    profile: str | None,
    format: str,
    source: contents.SourceKind | None,
    assigned: Assigned,
) -> Status:
    """List the principals that are allowed to perform an action.

    Lists roles; users, with the policies of their groups; and principals that trust policies allow to assume such a
    role: services, SAML and OIDC providers, other accounts, and roles and users of the account. Each is listed with
    the statements that allow it, the conditions that it depends on, and the roles that it would assume.

    RESOURCE is an ARN, a pattern of ARNs such as `arn:aws:s3:::fraud-*/*`, or `*`. Without it, lists principals that
    are allowed to perform the action on any resource. If the action is about objects, a bucket means its
    objects, and vice versa.

    SOURCE is account details, a role file, a template or a folder of these; --profile reads an account. Evaluates
    identity-based policies, boundaries and trust policies; service control policies and resource-based policies are
    not considered.

    The exit status is 0 if anybody is allowed, 11 if nobody is, and 13 if for everybody listed it depends on a
    condition key that neither --context nor --absent gives, or on a policy that is not known. If a part of a SOURCE
    cannot be read, the answer for the others is printed, and the exit status is 1.
    """
    if action.startswith("arn:") or Path(action).is_file():
        remedy = "the order is ACTION, RESOURCE, SOURCE: `rolecast who s3:GetObject arn:aws:s3:::fraud-* details.json`"
        raise InputError([Fault(None, f"`{action}` is not an action", remedy)])
    is_resource = bool(arguments) and (arguments[0] == "*" or arguments[0].startswith("arn:"))
    resource, sources = (arguments[0], arguments[1:]) if is_resource else (None, arguments)
    if not sources and profile is None:
        raise MisuseError("there is no source", "name one, such as account details, or an account with `--profile`")
    if resource is None and len(sources) + (profile is not None) > 1 and not _may_be_source(sources[0]):
        remedy = "RESOURCE is an ARN, a pattern of ARNs or `*`"
        raise InputError([Fault(None, f"`{sources[0]}` is neither a resource nor a file", remedy)])
    found = who(
        action,
        *fill_in(sources, assigned, source),
        resource=resource,
        context=read_context(pairs),
        absent=absent,
        source=source,
        profile=profile,
    )
    write_unread(found.unread)
    write_faults(found.faults)
    if format == "json":
        write_json(_describe(found))
    else:
        _write(found)
    return Status.FAILED if found.faults else _STATUSES[found.grade]


def _may_be_source(text: str) -> bool:
    """Whether it is a file, standard input, or the name of a managed policy."""
    return text == "-" or ":" in text or Path(text).exists()


def _write(found: SearchResult) -> None:
    most = _MOST_SHOWN if sys.stdout.isatty() else None
    rows = [(say(each.kind.value), each.arn, say(_answer(each)), why(each, most)) for each in found.entitled]
    kind, *others = map(say, ("kind", "principal", "allowed", "why"))
    write_table((kind, *others), rows, others)
    on = f" on {found.resource}" if found.resource else ""
    count = len(found.entitled)
    click.echo(say(f"{count} principal{'s' if count != 1 else ''}: {found.action}{on}"), err=True)
    click.echo(say(f"not considered: {', '.join(NOT_CONSIDERED)}"), err=True)


def _answer(each: Entitled) -> str:
    match each.grade:
        case Grade.ALLOW:
            return "yes"
        case Grade.CONDITIONAL:
            return f"if {'; '.join(each.conditions)}" if each.conditions else "under conditions"
        case Grade.UNKNOWN:
            return f"unknown: {', '.join(each.unavailable)}" if each.unavailable else "unknown"


def why(each: Entitled, most: int | None = None) -> str:
    """The statements that allow it, the resources, and the roles to assume; at most `most` resources and roles."""
    parts = [statement_name(ref) for ref in each.statements]
    if each.resources:
        parts.append(f"on {_listed(each.resources, most)}")
    if each.through:
        parts.append(f"as {_listed(each.through, most)}")
    return "; ".join(map(say, parts))


def _listed(texts: Sequence[str], most: int | None) -> str:
    more = len(texts) - len(texts[:most])
    return ", ".join(texts[:most]) + (f" and {more:,} more" if more else "")


def _describe(found: SearchResult) -> dict[str, Any]:
    return {
        "format_version": "1",
        "action": found.action,
        "resource": found.resource,
        "principals": [
            {
                "arn": each.arn,
                "kind": each.kind.value,
                "answer": each.grade.value,
                "statements": [
                    {"policy": ref.policy, "statement": ref.statement, "sid": ref.sid} for ref in each.statements
                ],
                "conditions": list(each.conditions),
                "unavailable": list(each.unavailable),
                "resources": list(each.resources),
                "through": list(each.through),
            }
            for each in found.entitled
        ],
        "not_considered": list(NOT_CONSIDERED),
    }
