"""`rolecast can`"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from rolecast.access.inquiry import Response, context_of, find_action, inquire
from rolecast.access.questions import Context, Reply
from rolecast.cli.output import write_json
from rolecast.cli.status import Status
from rolecast.cli.values import only_role
from rolecast.composition.compose import compose
from rolecast.iam.decision import Answer
from rolecast.reading.faults import Faults
from rolecast.rolefile.load import load

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
""",
)
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--role", "key", metavar="KEY", help="The role of the file; not needed where there is one.")
@click.argument("action")
@click.argument("resource", required=False)
@click.option("--context", "pairs", metavar="K=V", multiple=True, help="The value of a condition key. May be repeated.")
@click.option("--absent", metavar="KEY", multiple=True, help="A condition key that the request lacks. May be repeated.")
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or machines."
)
def command(
    file: str,
    key: str | None,
    action: str,
    resource: str | None,
    pairs: tuple[str, ...],
    absent: tuple[str, ...],
    format: str,
) -> Status:
    """Tell whether a role may do an action, and why.

    RESOURCE is an ARN. Without one, the action is asked of * where it has no resource types; else the
    resource patterns on which the role may are listed. The answer is unknown, with exit status 13, where
    it hangs on a condition key that --context does not give; a denial exits with 11.

    Asked are the role's own policies, what is attached to it and its boundary. Service control policies
    and resources' own policies are not known here.
    """
    role = only_role(compose(load(file)), key).resolve()
    context = _context(pairs, absent)
    if find_action(action) is None:
        click.echo(f"notice: the service reference does not have `{action}`; it may be newer", err=True)
    response = inquire(role, action, resource, context)
    if response.reply is None:
        _list_resources(action, response.resources, format)
        return Status.DONE
    if format == "json":
        write_json(_describe(response.reply, response))
    else:
        _tell(response.reply, role.key, response)
    return _STATUSES[response.reply.answer]


def _tell(reply: Reply, key: str, response: Response) -> None:
    on = "" if reply.request.resource == "*" else f" on {reply.request.resource}"
    verdict = {Answer.ALLOW: "yes", Answer.UNKNOWN: "unknown"}.get(reply.answer, "no")
    click.echo(f"{verdict}: {key}, {reply.request.action}{on}")
    for line in (*response.reasons, *response.needs):
        click.echo(f"  {line}")


def _list_resources(action: str, allowed: Sequence[str], format: str) -> None:
    if format == "json":
        write_json({"format_version": "1", "action": action, "resources": list(allowed)})
        return
    click.echo(f"{action} on any of these, conditions and denials aside:")
    for pattern in allowed:
        click.echo(f"  {pattern}")


def _describe(reply: Reply, response: Response) -> dict[str, Any]:
    return {
        "format_version": "1",
        "action": reply.request.action,
        "resource": reply.request.resource,
        "decision": reply.answer.value,
        "blocked_by": [layer.value for layer in reply.decision.blocked_by],
        "missing": list(response.missing),
        "unavailable": list(response.unavailable),
        "reasons": list(response.reasons),
        "needs": list(response.needs),
    }


def _context(pairs: Iterable[str], absent: Iterable[str]) -> Context:
    faults = Faults()
    parts = [pair.partition("=") for pair in pairs]
    for key, equals, value in parts:
        if not key or not equals:
            faults.add(
                None,
                f"`--context {key}{equals}{value}` gives no value",
                "write `--context KEY=VALUE`, or `--absent KEY`",
            )
    faults.raise_any()
    return context_of(((key, value) for key, _, value in parts), absent)
