"""What the commands for an account share: options, the connection, and the confirmation before a change."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rolecast.account.client import Connection
from rolecast.cli.languages import say, say_fault
from rolecast.cli.output import STANDARD_OUTPUT, can_ask, write_json, write_notices
from rolecast.cli.outputs import inputs_of, refuse_foreign, refuse_inputs
from rolecast.cli.status import Status
from rolecast.composition.compose import compose
from rolecast.deployment.execute import StoppedError, apply
from rolecast.deployment.plan import Plan, is_plan, to_json, to_text
from rolecast.deployment.planning import Deployment
from rolecast.deployment.steps import Step
from rolecast.reading.faults import Fault, InputError, RolecastError
from rolecast.reading.files import write_file
from rolecast.role import Environment, Role
from rolecast.rolefile.load import RoleFile
from rolecast.workflows import deploying
from rolecast.workflows.deploying import DeploymentTarget

if TYPE_CHECKING:
    from rolecast.workflows.comparing import ComparedSources

Command = Callable[..., Any]

_COLOURS = {"+": "green", "~": "yellow", "-": "red", "=": "cyan", "!": "magenta"}


def target_options(command: Command) -> Command:
    """Adds the options for the account and the deployment."""
    for option in (
        click.option("--region", metavar="R", help="AWS region. Defaults to the standard AWS configuration."),
        click.option(
            "--profile", metavar="P", help="AWS profile. Defaults to AWS_PROFILE and the standard credentials."
        ),
        click.option(
            "--deployment",
            metavar="NAME",
            help="Deployment name (stored as a tag). Defaults to the file name without .yaml.",
        ),
    ):
        command = option(command)
    return command


adopt_option = click.option(
    "--adopt",
    metavar="NAME",
    multiple=True,
    help="Take ownership of an existing role, policy or ROLE/NAME. Can be given several times.",
)
verify_option = click.option(
    "--verify",
    is_flag=True,
    help="Check that the buckets, keys, subnets and other resources that the file names exist.",
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")


def open_deployment(rolefile: RoleFile, target: DeploymentTarget) -> tuple[Deployment, Connection]:
    """The role file's deployment, and a connection to its account. Writes notices.

    Raises InputError for errors of the file and of the deployment's name, and AccountError.
    """
    roles = compose(rolefile).values()
    for role in roles:
        write_notices(role.notices, f"role `{role.key}`")
    opened = deploying.open_deployment(rolefile, roles, target)
    if opened.notice:
        click.echo(say(f"notice: {rolefile.source}: {opened.notice}"), err=True)
    return opened.deployment, opened.connection


plan_output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=str, allow_dash=True),
    help="Write the plan, as JSON, for `rolecast apply`.",
)


def refuse_output(output: str | None, rolefile: RoleFile, *, force: bool) -> None:
    """Raises InputError if the plan would overwrite an input, or a file that is not a plan."""
    if output in (None, STANDARD_OUTPUT):
        return
    target = Path(output or "")
    refuse_inputs([target], inputs_of(rolefile))
    if not force:
        refuse_foreign([target], "rolecast plan", is_plan)


def access_of(plan: Plan) -> list[dict[str, Any]]:
    """What the plan's roles gain and lose, as JSON."""
    from rolecast.comparisons import json as comparisons  # needed only for JSON
    from rolecast.deployment.plan_roles import before_and_after

    return comparisons.roles(compare_without_regions(before_and_after(plan)))


def compare_without_regions(pairs: Iterable[tuple[Role | None, Role]]) -> ComparedSources:
    """What a plan's roles gain and lose, equal for a role file and a saved plan.

    A saved plan lacks the regions of roles, which would otherwise be in the example requests.
    """
    from rolecast.workflows.comparing import compare_roles

    homes = ([role and replace(role, environment=_home(role)) for role in pair] for pair in pairs)
    return compare_roles((before, after) for before, after in homes)


def _home(role: Role) -> Environment:
    partition = role.environment.partition
    return Environment(role.environment.account, partition_id=partition.id if partition else None)


def write_plan(
    plan: Plan, text: str, format: str, output: str | None, access: Sequence[dict[str, Any]] | None = None
) -> None:
    """Writes the plan to standard output, as text or as JSON with `access`, and as JSON to the file `output`, if given.

    If `output` is `-`, writes only JSON.
    """
    if format == "json" or output == STANDARD_OUTPUT:
        write_json(to_json(plan) if access is None else {**to_json(plan), "access": access})
    else:
        click.echo(_painted(say(text)), nl=False)
    if output and output != STANDARD_OUTPUT:
        write_file(Path(output), to_text(plan))
        click.echo(say(f"wrote the plan to {output}; next: `rolecast apply {output}`"), err=True)


def refuse_conflicts(plan: Plan) -> None:
    """Raises InputError with all conflicts of the plan."""
    if plan.conflicts:
        raise InputError(plan.conflicts)


def confirm(question: str, *, yes: bool) -> None:
    """Asks for confirmation. Raises RolecastError if there is no terminal, and Abort for any answer but `yes`."""
    if yes:
        return
    if not can_ask():
        raise RolecastError([Fault(None, "cannot ask for confirmation (not a terminal)", "pass `--yes`")])
    answer = click.prompt(say(f"{question} Only 'yes' will be accepted"), default="", show_default=False, err=True)
    if answer != "yes":
        raise click.Abort


def carry_out(plan: Plan, connection: Connection) -> int:
    """Applies the plan, with progress and result on standard error. Returns the exit status."""
    try:
        apply(plan, connection, _show_progress)
    except StoppedError as stop:
        _report(stop)
        return Status.INTERRUPTED if stop.by_hand else Status.FAILED
    click.echo(say("Done."), err=True)
    return Status.DONE


def _show_progress(number: int, count: int, step: Step) -> None:
    click.echo(f"[{number:>{len(str(count))}}/{count}] {say(str(step))}", err=True)


def _report(stop: StoppedError) -> None:
    done = [step for step in stop.done if step.writes]
    for fault in stop.faults:
        click.echo(f"{say('error')}: {say_fault(fault)}", err=True)
    click.echo(say("Done:" if done else "Nothing was changed."), err=True)
    for step in done:
        click.echo(say(f"  {step}"), err=True)
    click.echo(say("Not done:"), err=True)
    for number, step in enumerate(stop.undone):
        click.echo(f"  {say(str(step))}{say(' (tried)') if number == 0 else ''}", err=True)
    click.echo(say("What was done stays; run again to continue from here."), err=True)


def _painted(text: str) -> str:
    """The text, with lines in the color of their symbol if standard output is a terminal and NO_COLOR is not set."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    lines = (click.style(line, fg=_COLOURS.get(line.lstrip()[:1])) for line in text.splitlines())
    return "\n".join(lines) + "\n"
