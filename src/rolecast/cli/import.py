"""`rolecast import`"""  # noqa: N999 - the command's own name

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from rolecast.account.details import open_details
from rolecast.cli.languages import say, say_fault, spoken_option
from rolecast.cli.output import STANDARD_OUTPUT, refuse_to_overwrite
from rolecast.cli.status import Status
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean
from rolecast.reading.files import write_file
from rolecast.recognition.roles import recognize
from rolecast.recognition.settings import Recognized
from rolecast.recognition.writing import role_file
from rolecast.role import Role

if TYPE_CHECKING:
    from rolecast.recognition.proposals import Proposed


@click.command(
    "import",
    epilog="""\b
Examples:
  rolecast import SageMaker-DataScientist -o roles.yaml
  rolecast import team-compute team-people > roles.yaml
  rolecast import --details details.json team-people   # from a file, without an account
  rolecast import --by-meaning hand-made-role -o roles.yaml
""",
)
@click.argument("names", metavar="ROLE...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File to write. An existing file is never overwritten.",
)
@click.option(
    "--details",
    metavar="FILE",
    help="Read the output of `aws iam get-account-authorization-details` instead of an account.",
)
@click.option(
    "--by-meaning",
    is_flag=True,
    help="Replace statements of any wording with the activities that allow the same. Changes the policies.",
)
@click.option("--profile", metavar="P", help="AWS profile. Defaults to AWS_PROFILE and the standard credentials.")
@click.option("--region", metavar="R", help="AWS region of the roles, if their policies do not name it.")
@spoken_option
def command(
    names: tuple[str, ...],
    output: Path | None,
    details: str | None,
    by_meaning: bool,
    profile: str | None,
    region: str | None,
) -> int:
    """Generate a role file from existing roles.

    Policies that match an activity become that activity; others are copied into the file. Applying the file with
    `--adopt` changes only the ownership tags. With --by-meaning, policies of any name and wording are compared with
    the activities: what the activities allow is removed from the policies, and the command reports what the new
    policies allow more and less, proved as by `compare`. A role that a role file cannot hold is reported with the
    reason, the others are written, and the exit status is 1.
    """
    output = None if output == Path(STANDARD_OUTPUT) else output
    if output:
        refuse_to_overwrite(output)
    found = _in_file(details, names, region) if details else _in_account(names, profile, region)
    errors = Faults()
    errors.extend(found.faults)
    proposed, left = _proposed(found.roles) if by_meaning else ([], found.roles)
    recognized, refused = recognize(left)
    recognized = _sorted([*(each.recognized for each in proposed), *recognized], names)
    errors.extend(refused)
    if not recognized:
        errors.raise_any()
    unknown = frozenset().union(*(role.unknown for role in found.roles))
    text = role_file(recognized, found.account, found.region, unknown, say)
    if output:
        write_file(output, text)
    else:
        click.echo(text, nl=False)
    meant = {each.recognized.name for each in proposed}
    for written in recognized:
        if written.name not in meant:
            click.echo(say(f"role `{written.name}`: {_summary(written)}"), err=True)
        for note in written.notes:
            click.echo(say(f"notice: role `{written.name}`: {note}"), err=True)
    for each in proposed:
        _write_proposal(each)
    if details:
        click.echo(say("notice: account details have no descriptions and session lengths: add them"), err=True)
    _write_next_step(recognized, output)
    for fault in errors:
        click.echo(f"{say('error')}: {say_fault(fault)}", err=True)
    return Status.FAILED if errors else Status.DONE


def _proposed(roles: list[Role]) -> tuple[list[Proposed], list[Role]]:
    """The roles that activities explain at least in part, and the others."""
    from rolecast.recognition.proposals import propose  # rarely needed

    proposed: list[Proposed] = []
    left: list[Role] = []
    for role in roles:
        try:
            found = propose(role)
        except InputError:
            found = None  # `recognize` reports why
        if found:
            proposed.append(found)
        else:
            left.append(role)
    return proposed, left


def _sorted(found: list[Recognized], names: tuple[str, ...]) -> list[Recognized]:
    order = {name.lower(): number for number, name in enumerate(names)}
    return sorted(found, key=lambda each: order[each.name.lower()])


def _write_proposal(proposed: Proposed) -> None:
    """Shows the activities, and what the new policies allow more and less."""
    found = proposed.comparison
    parts = [f"explained by activities: {', '.join(proposed.activities)}"]
    for word, gains in (("more", found.gains), ("less", found.losses)):
        if actions := dict.fromkeys(action for gain in gains for action in gain.actions):
            parts.append(f"the new policies allow {word}: {', '.join(actions)}")
    doubts = dict.fromkeys((*found.undecided_gains, *found.undecided_losses))
    parts += [f"the new policies may allow more or less: {doubt}" for doubt in doubts]
    if len(parts) == 1:
        parts.append("the new policies allow the same")
    click.echo(f"{say(f'role `{proposed.recognized.name}`')}: {'; '.join(map(say, parts))}", err=True)


def _write_next_step(roles: list[Recognized], output: Path | None) -> None:
    if adopting := " ".join(f"--adopt {role.name}" for role in roles if role.is_modifiable):
        click.echo(say(f"next: `rolecast plan {output or 'FILE'} {adopting}`"), err=True)


class _Found(NamedTuple):
    """The requested roles. `faults` are the errors in the file that they were read from."""

    account: str
    region: str | None
    roles: list[Role]
    faults: tuple[Fault, ...] = ()


def _in_file(path: str, names: tuple[str, ...], region: str | None) -> _Found:
    with open_details(path) as details:
        _refuse_missing(names, details.role_names, details.account)
        wanted = {name.lower() for name in names}
        roles = {role.name.lower(): role for role in details.roles(wanted)}
        return _Found(details.account, region, _in_order(roles, names), details.faults)


def _in_account(names: tuple[str, ...], profile: str | None, region: str | None) -> _Found:
    from rolecast.account.client import connect
    from rolecast.account.live import read_account

    connection = connect(profile, region)
    account = read_account(connection)
    _refuse_missing(names, [role.name for role in account.roles.values()], account.id)
    return _Found(account.id, connection.region, _in_order(account.roles, names))


def _in_order(roles: Mapping[str, Role], names: tuple[str, ...]) -> list[Role]:
    return [roles[name] for name in dict.fromkeys(map(str.lower, names)) if name in roles]


def _refuse_missing(names: tuple[str, ...], known: list[str], account: str) -> None:
    there = {name.lower() for name in known}
    faults = Faults()
    for name in dict.fromkeys(names):
        if name.lower() not in there:
            remedy = did_you_mean(name, known) or "`aws iam list-roles` lists them"
            faults.add(None, f"the account {account} has no role `{name}`", remedy)
    faults.raise_any()


def _summary(role: Recognized) -> str:
    count = len(role.explained) + len(role.kept)
    said = f"activities explain {len(role.explained)} of its {count} policies"
    return f"{said}; the others are kept ({', '.join(role.kept)})" if role.kept else said
