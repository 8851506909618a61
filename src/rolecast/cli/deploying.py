"""What the commands against an account share: their options, the way to the account, the question before a change."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from rolecast.account.client import Connection, connect
from rolecast.cli.output import can_ask, write_json, write_notices
from rolecast.cli.status import Status
from rolecast.composition.compose import compose
from rolecast.deployment.execute import StoppedError, apply
from rolecast.deployment.ownership import deployment_name
from rolecast.deployment.plan import Plan, to_json
from rolecast.deployment.planning import Deployment
from rolecast.deployment.steps import Step
from rolecast.deployment.wanted import Home, roles_of_account
from rolecast.reading.faults import Fault, InputError, RolecastError
from rolecast.reading.files import write_file
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile

Command = Callable[..., Any]

_COLOURS = {"+": "green", "~": "yellow", "-": "red", "=": "cyan", "!": "magenta"}


class Target(NamedTuple):
    """Where a command works, as its options say."""

    deployment: str | None
    profile: str | None
    region: str | None


def target_options(command: Command) -> Command:
    """The options that say which account and which deployment."""
    for option in (
        click.option("--region", metavar="R", help="The region to ask AWS in; else as in every AWS tool."),
        click.option("--profile", metavar="P", help="The AWS profile; else AWS_PROFILE and the usual credentials."),
        click.option(
            "--deployment",
            metavar="NAME",
            help="What the roles are tagged with; else the role file's name, less .yaml.",
        ),
    ):
        command = option(command)
    return command


adopt_option = click.option(
    "--adopt",
    metavar="WHAT",
    multiple=True,
    help="Take over what was made outside: a role, a policy, or ROLE/NAME for one thing on a role.",
)
verify_option = click.option(
    "--verify", is_flag=True, help="Look whether the buckets, keys, subnets and so on that the file names are there."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


def open_deployment(rolefile: RoleFile, target: Target) -> tuple[Deployment, Connection]:
    """The role file's deployment, and a connection to the account that the credentials are of.

    Raises InputError for faults of the file and of the deployment's name, and AccountError.
    """
    roles = list(compose(rolefile).values())
    for role in roles:
        write_notices(role.notices, f"role `{role.key}`")
    name = deployment_of(rolefile, target.deployment)
    region = next((role.environment.region for role in roles if role.environment.region), None)
    connection = connect(target.profile, target.region, region)
    home = Home(connection.account, connection.partition, connection.region)
    wanted = roles_of_account(roles, home)
    _tell_others(rolefile, roles, home)
    source = Path(rolefile.source).name
    return Deployment(name, source, wanted, is_named=target.deployment is not None), connection


def deployment_of(rolefile: RoleFile, given: str | None) -> str:
    """The deployment's name: the one that was given, or the file's. Raises InputError where that is none."""
    if given is None and rolefile.source in ("-", "standard input"):
        message = "a role file from standard input gives the deployment no name"
        raise InputError([Fault(None, message, "give one by `--deployment NAME`")])
    name = given or Path(rolefile.source).stem
    if problem := deployment_name(name):
        raise InputError([Fault(None, f"`{name}` {problem}", "give one by `--deployment NAME`")])
    return name


def _tell_others(rolefile: RoleFile, roles: list[Role], home: Home) -> None:
    """Which of the file's roles belong in other accounts, and are not looked at."""
    others = [role.key for role in roles if role.environment.account not in (None, home.account)]
    if others:
        message = f"left out, for they belong in other accounts than {home.account}: {', '.join(others)}"
        click.echo(f"notice: {rolefile.source}: {message}", err=True)


def write_plan(plan: Plan, text: str, format: str, output: str | None) -> None:
    """The plan to standard output, and as JSON to a file where one is named."""
    if format == "json":
        write_json(to_json(plan))
    else:
        click.echo(_painted(text), nl=False)
    if output:
        write_file(Path(output), json.dumps(to_json(plan), indent=2, ensure_ascii=False) + "\n")
        click.echo(f"wrote the plan to {output}; now `rolecast apply {output}`", err=True)


def refuse_conflicts(plan: Plan) -> None:
    """Raises InputError with all that stands in the plan's way."""
    if plan.conflicts:
        raise InputError(plan.conflicts)


def confirm(question: str, *, yes: bool) -> None:
    """Asks on a terminal. Raises RolecastError where there is none, and Abort for any answer but `yes`."""
    if yes:
        return
    if not can_ask():
        raise RolecastError("this changes an account, and there is nobody to ask here\n  help: give `--yes`")
    answer = click.prompt(f"{question} Only 'yes' will be accepted", default="", show_default=False, err=True)
    if answer != "yes":
        raise click.Abort


def carry_out(plan: Plan, connection: Connection) -> int:
    """Applies the plan with progress on standard error, and says what was done and what not. The exit status."""
    try:
        apply(plan, connection, _show_progress)
    except StoppedError as stop:
        _report(stop)
        return Status.INTERRUPTED if stop.by_hand else Status.FAILED
    click.echo("Done.", err=True)
    return Status.DONE


def _show_progress(number: int, count: int, step: Step) -> None:
    click.echo(f"[{number:>{len(str(count))}}/{count}] {step}", err=True)


def _report(stop: StoppedError) -> None:
    done = [step for step in stop.done if step.writes]
    click.echo(f"error: {stop}", err=True)
    click.echo("Done:" if done else "Nothing was changed.", err=True)
    for step in done:
        click.echo(f"  {step}", err=True)
    click.echo("Not done:", err=True)
    for number, step in enumerate(stop.undone):
        click.echo(f"  {step}{' (tried)' if number == 0 else ''}", err=True)
    click.echo("What was done is kept; run it again, and it goes on from here.", err=True)


def _painted(text: str) -> str:
    """Lines in the colour of their symbol, on a terminal whose user has not set NO_COLOR."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    lines = (click.style(line, fg=_COLOURS.get(line.lstrip()[:1])) for line in text.splitlines())
    return "\n".join(lines) + "\n"
