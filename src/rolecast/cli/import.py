"""`rolecast import`"""  # noqa: N999 - the command's own name

from __future__ import annotations

from pathlib import Path

import click

from rolecast.account.client import connect
from rolecast.account.details import load
from rolecast.account.live import read_account
from rolecast.account.state import Account, AccountRole
from rolecast.cli.output import refuse_to_overwrite
from rolecast.cli.outputs import STANDARD_OUTPUT
from rolecast.reading.faults import Faults, InputError, did_you_mean
from rolecast.reading.files import write_file
from rolecast.recognition.roles import Recognized, recognize, role_file


@click.command(
    "import",
    epilog="""\b
Examples:
  rolecast import SageMaker-DataScientist -o roles.yaml
  rolecast import team-compute team-people > roles.yaml
  rolecast import --details details.json team-people   # from a file, without an account
""",
)
@click.argument("names", metavar="ROLE...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="File to write; an existing one is kept."
)
@click.option(
    "--details",
    metavar="FILE",
    help="Read what `aws iam get-account-authorization-details` has written, and no account.",
)
@click.option("--profile", metavar="P", help="The AWS profile; else AWS_PROFILE and the usual credentials.")
@click.option("--region", metavar="R", help="The region that the roles are for, where their policies do not tell.")
def command(
    names: tuple[str, ...], output: Path | None, details: str | None, profile: str | None, region: str | None
) -> None:
    """Write a role file that makes roles which are there already, by Role Manager or by hand.

    Activities where they explain a policy, the policy itself where none does. Applying the file with `--adopt`
    changes nothing but the tags that say whose the roles are.
    """
    output = None if output == Path(STANDARD_OUTPUT) else output
    if output:
        refuse_to_overwrite(output)
    account, usual_region = _account(details, profile, region)
    recognized = _recognize(account, names)
    text = role_file(recognized, account.id, usual_region)
    if output:
        write_file(output, text)
    else:
        click.echo(text, nl=False)
    for role in recognized:
        click.echo(f"role `{role.name}`: {_summary(role)}", err=True)
    if details:
        click.echo("notice: descriptions and session lengths are not in such a file: add them", err=True)
    adopting = " ".join(f"--adopt {role.name}" for role in recognized)
    click.echo(f"now `rolecast plan {output or 'FILE'} {adopting}`", err=True)


def _account(details: str | None, profile: str | None, region: str | None) -> tuple[Account, str | None]:
    if details:
        return load(details), region
    connection = connect(profile, region)
    return read_account(connection), connection.region


def _recognize(account: Account, names: tuple[str, ...]) -> list[Recognized]:
    faults = Faults()
    recognized = []
    for name in dict.fromkeys(names):
        role = _find(account, name, faults)
        if role is None:
            continue
        try:
            recognized.append(recognize(role, account))
        except InputError as error:
            faults.extend(error.faults, error.more)
    faults.raise_any()
    return recognized


def _find(account: Account, name: str, faults: Faults) -> AccountRole | None:
    role = account.role(name)
    if role is None:
        known = [other.name for other in account.roles.values()]
        remedy = did_you_mean(name, known) or "`aws iam list-roles` lists them"
        faults.add(None, f"the account {account.id} has no role `{name}`", remedy)
    return role


def _summary(role: Recognized) -> str:
    count = len(role.explained) + len(role.kept)
    parts = [f"activities explain {len(role.explained)} of its {count} policies"]
    if role.kept:
        parts.append(f"kept as they are: {', '.join(role.kept)}")
    if role.left:
        parts.append(f"inline policies beside managed ones, which a role file cannot hold: {', '.join(role.left)}")
    return "; ".join(parts)
