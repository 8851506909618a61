"""`rolecast test`"""

from __future__ import annotations

from typing import Any

import click

from rolecast.access.reasons import reasons
from rolecast.cli.languages import say, spoken_option
from rolecast.cli.output import format_option, write_json
from rolecast.cli.status import Status
from rolecast.cli.values import variable_options
from rolecast.reading.texts import read_text
from rolecast.rolefile.load import read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.asking import test
from rolecast.workflows.expectations import Outcome


@click.command(
    "test",
    epilog="""\b
Examples:
  rolecast test
  rolecast test team.yaml --format json
\b
In the role file:
  expect:
    allow:
      - {action: s3:GetObject, resource: "arn:aws:s3:::fraud-training/train.csv"}
    deny:
      - {action: s3:DeleteBucket, resource: "arn:aws:s3:::fraud-training"}
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@spoken_option
@format_option
@variable_options
def command(file: str, format: str, assigned: Assigned) -> Status:
    """Check the expectations in a role file.

    A role lists under `expect` the requests that must be allowed and those that must be denied. The exit status is 10
    if an expectation is not met. An expectation about an action, resource or condition key that cannot exist is an
    error, and so is a file without expectations.
    """
    found = test(read(*read_text(file), assigned))
    failed = [outcome for outcome in found if not outcome.is_met]
    if format == "json":
        write_json({"format_version": "1", "expectations": [_describe(outcome) for outcome in found]})
    else:
        for outcome in failed:
            _write_outcome(outcome)
        click.echo(say(f"{len(found)} expectation{'s' if len(found) > 1 else ''}, {len(failed)} not met"))
    return Status.FINDINGS if failed else Status.DONE


def _write_outcome(outcome: Outcome) -> None:
    request = outcome.reply.request
    on = "" if request.resource == "*" else f" on {request.resource}"
    expected = "allowed" if outcome.allowed else "denied"
    said = say(f"{request.action}{on} is not {expected}: {outcome.reply.answer.value}")
    click.echo(f"{outcome.place}: {said}")
    for line in reasons(outcome.reply, outcome.role):
        click.echo(say(f"  {line}"))
    if outcome.reply.needed:
        values = ", ".join(f'"{key}": VALUE' for key in outcome.reply.needed)
        remedy = f"  help: add `context: {{{values}}}` to the expectation; null is for a request without the key"
        click.echo(say(remedy))


def _describe(outcome: Outcome) -> dict[str, Any]:
    request = outcome.reply.request
    return {
        "role": outcome.role.key,
        "line": outcome.place.line,
        "expected": "allow" if outcome.allowed else "deny",
        "action": request.action,
        "resource": request.resource,
        "decision": outcome.reply.answer.value,
        "met": outcome.is_met,
        "reasons": [*map(say, reasons(outcome.reply, outcome.role))],
    }
