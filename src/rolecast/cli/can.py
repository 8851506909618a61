"""`rolecast can`"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from rolecast.access.inquiry import Response
from rolecast.access.questions import Reply
from rolecast.access.validity import find_action
from rolecast.cli.languages import say, spoken_option
from rolecast.cli.output import format_option, write_json
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.cli.values import complete_action, complete_role, read_context, variable_options
from rolecast.iam.decision import Answer
from rolecast.reading.faults import Fault, InputError
from rolecast.rolefile.variables import Assigned
from rolecast.sources.contents import SourceKind
from rolecast.workflows.asking import can
from rolecast.workflows.inputs import fill_in

_STATUSES = {
    Answer.ALLOW: Status.DONE,
    Answer.EXPLICIT_DENY: Status.DENIED,
    Answer.IMPLICIT_DENY: Status.DENIED,
    Answer.UNKNOWN: Status.UNKNOWN,
}


@click.command(
    "can",
    epilog="""\b
Examples:
  rolecast can roles.yaml --role compute s3:GetObject arn:aws:s3:::fraud-training/train.csv
  rolecast can roles.yaml --role data-scientist iam:PassRole \\
      arn:aws:iam::123456789012:role/sagemaker-compute --context iam:PassedToService=sagemaker.amazonaws.com
  rolecast can roles.yaml --role data-scientist sagemaker:CreateTrainingJob    # on which resources?
  rolecast can template.yaml --role TrainingRole s3:PutObject arn:aws:s3:::fraud-training/model
""",
)
@click.argument("file", type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--role",
    "key",
    metavar="KEY",
    shell_complete=complete_role,
    help="Role to ask about. Defaults to the only role in the file.",
)
@source_option
@click.argument("action", shell_complete=complete_action)
@click.argument("resource", required=False)
@click.option(
    "--context", "pairs", metavar="K=V", multiple=True, help="Value of a condition key. Can be given several times."
)
@click.option(
    "--absent", metavar="KEY", multiple=True, help="Condition key that the request lacks. Can be given several times."
)
@spoken_option
@format_option
@variable_options
def command(
    file: str,
    key: str | None,
    action: str,
    resource: str | None,
    pairs: tuple[str, ...],
    absent: tuple[str, ...],
    format: str,
    source: SourceKind | None,
    assigned: Assigned,
) -> Status:
    """Show whether a role is allowed to perform an action, and why.

    RESOURCE is an ARN. Without it, lists the resource patterns on which the role is allowed to perform the action,
    and what Deny statements and the boundary remove from them. Actions without resource types need no RESOURCE. The
    exit status is 0 if the action is allowed (on the resource, or on some), 11 if it is denied, and 13 if that
    depends on a condition key that neither --context nor --absent gives, or on a policy that is not available. A
    resource or condition key that cannot exist is an error.

    FILE is a role file or any other source that `rolecast check` reads; --role selects one of its roles by key, name
    or ARN. A policy document is evaluated as the only policy of a principal.

    Evaluates the role's own policies, attached policies and permissions boundary, but no service control policies or
    resource-based policies.
    """
    if action.startswith("arn:"):
        remedy = f"the order is FILE, ACTION, RESOURCE: `rolecast can roles.yaml {file} {action}`"
        raise InputError([Fault(None, f"`{action}` is an ARN, and an action is expected", remedy)])
    if Path(action).is_file():
        remedy = f"the order is FILE, ACTION, RESOURCE: `rolecast can {action} {file}`"
        raise InputError([Fault(None, f"`{action}` is not an action", remedy)])
    context = read_context(pairs)
    if find_action(action) is None:
        click.echo(say(f"notice: the service reference does not have `{action}`; it may be newer"), err=True)
    (given,) = fill_in([file], assigned, source)
    response = can(given, action, resource, role=key, context=context, absent=absent, source=source)
    if format == "json":
        write_json(_describe(action, response))
    elif response.reply is None:
        _list_resources(action, response)
    else:
        _write_answer(response.reply, response)
    return _STATUSES[response.answer]


def _write_answer(reply: Reply, response: Response) -> None:
    on = "" if reply.request.resource == "*" else f" on {reply.request.resource}"
    verdict = {Answer.ALLOW: "yes", Answer.UNKNOWN: "unknown"}.get(reply.answer, "no")
    click.echo(say(f"{verdict}: {response.role.key}, {reply.request.action}{on}"))
    for line in (*response.reasons, *_how_to_give(response), *response.needs):
        click.echo(say(f"  {line}"))


def _list_resources(action: str, response: Response) -> None:
    """Lists the patterns on which the role is allowed the action, then those for which that depends on missing keys."""
    certain = [each for each in response.extents if each.is_certain]
    depending = [each for each in response.extents if not each.is_certain]
    if certain:
        click.echo(say(f"{action} on any of these:"))
    for each in certain:
        click.echo(say(f"  {each.described}"))
    if depending:
        click.echo(say(f"{action}{' also' if certain else ''} on these, under conditions:"))
    for each in depending:
        click.echo(say(f"  {each.described}"))
    for line in (*_how_to_give(response), *response.needs):
        click.echo(say(f"  {line}"))


def _how_to_give(response: Response) -> Iterator[str]:
    """How to pass the condition keys that an unknown answer depends on."""
    if response.answer is Answer.UNKNOWN and response.missing:
        values = " ".join(f"--context {key}=VALUE" for key in response.missing)
        absent = " ".join(f"--absent {key}" for key in response.missing)
        them = "it" if len(response.missing) == 1 else "them"
        yield f"help: add `{values}`, or `{absent}` for a request without {them}"


def _describe(action: str, response: Response) -> dict[str, Any]:
    reply = response.reply
    return {
        "format_version": "1",
        "action": action,
        "resource": reply.request.resource if reply else None,
        "decision": response.answer.value,
        "blocked_by": [layer.value for layer in reply.decision.blocked_by] if reply else [],
        "missing": list(response.missing),
        "unavailable": list(response.unavailable),
        "open_texts": list(response.open_texts),
        "resources": [each.pattern for each in response.extents if each.is_certain],
        "conditional": [each.pattern for each in response.extents if not each.is_certain],
        "exceptions": [text for each in response.extents for text in each.exceptions],
        "reasons": [*map(say, response.reasons)],
        "needs": [*map(say, response.needs)],
    }
