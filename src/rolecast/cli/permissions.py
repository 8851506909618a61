"""`rolecast permissions`"""

from __future__ import annotations

import click

from rolecast.account.permissions import reading
from rolecast.cli.output import write_json
from rolecast.cli.values import set_option
from rolecast.composition.compose import compose
from rolecast.composition.naming import DEFAULT_PREFIX, role_name
from rolecast.deployment.permissions import permissions
from rolecast.deployment.target import TargetAccount, roles_of_account
from rolecast.iam.partitions import partition_of
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import read_text
from rolecast.rolefile.load import RoleFile, read
from rolecast.rolefile.request import RoleRequest
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.deployment_names import deployment_of

_FIRST_PARTITION = "aws"
_READING = "audit"


@click.command(
    "permissions",
    epilog="""\b
Examples:
  rolecast permissions > deployer.json
  rolecast permissions --read-only            # enough for `plan` and `drift`
  rolecast permissions team.yaml --deployment fraud
  rolecast permissions audit                  # enough for `audit --profile` and `who --profile`
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--deployment", metavar="NAME", help="Deployment name (stored as a tag). Defaults to the file name without .yaml."
)
@click.option("--account", metavar="A", help="AWS account, if the file has several or none.")
@click.option("--read-only", "only_reads", is_flag=True, help="Include only what `plan` and `drift` need.")
@set_option
def command(file: str, deployment: str | None, account: str | None, only_reads: bool, assigned: Assigned) -> None:
    """Print the least-privilege policy for deploying, or for `audit` and `who`.

    The policy for deploying is for the user or pipeline that runs `plan` and `apply`. It allows creating roles and
    policies only with the deployment's tag, and changing only those that have it. It does not allow adopting existing
    roles. Makes no AWS calls.

    `rolecast permissions audit` prints the read-only policy that `audit --profile` and `who --profile` need. If a
    role file is named audit, write `./audit`.
    """
    if file == _READING:
        write_json(reading().json)
        return
    rolefile = read(*read_text(file), assigned)
    roles = compose(rolefile).values()
    home = _home(rolefile, account)
    wanted = roles_of_account(roles, home)
    names = {_pattern(request) for request in rolefile.roles.values() if request.get("account") in (None, home.account)}
    write_json(permissions(deployment_of(rolefile, deployment), home, wanted, names, only_reads=only_reads).json)


def _home(rolefile: RoleFile, account: str | None) -> TargetAccount:
    accounts = sorted({named for request in rolefile.roles.values() if (named := request.get("account"))})
    if account is None and len(accounts) > 1:
        raise InputError([Fault(None, f"the roles belong to {', '.join(accounts)}", "choose one with `--account`")])
    region = next((named for request in rolefile.roles.values() if (named := request.get("region"))), None)
    partition = partition_of(region) if region else None
    return TargetAccount(
        account or next(iter(accounts), "*"), partition.id if partition else _FIRST_PARTITION, region or "us-east-1"
    )


def _pattern(request: RoleRequest) -> str:
    """The role's path and name, or with a name prefix, the pattern of all names with this prefix."""
    path, prefix = request.get("path", "/"), request.get("name_prefix", DEFAULT_PREFIX)
    return f"{path}{role_name(request) if request.get('name') or not prefix else f'{prefix}*'}"
