"""From a role file to its deployment in an account: the function `plan`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rolecast.account.client import Connection, connect
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.plan import Plan
from rolecast.deployment.planning import Deployment
from rolecast.deployment.target import TargetAccount, roles_of_account
from rolecast.reading.faults import InputError
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile
from rolecast.workflows.building import compose, load
from rolecast.workflows.deployment_names import deployment_of
from rolecast.workflows.given import Text


class DeploymentTarget(NamedTuple):
    """The deployment's name, and the AWS profile and region to use. None is the default."""

    deployment: str | None = None
    profile: str | None = None
    region: str | None = None


class Opened(NamedTuple):
    """A deployment and a connection to its account. `left_out` are the keys of roles for other accounts."""

    deployment: Deployment
    connection: Connection
    left_out: tuple[str, ...]

    @property
    def notice(self) -> str | None:
        """A sentence about the roles that are skipped; None if there are none."""
        if not self.left_out:
            return None
        account = self.connection.account
        return f"skipped, because they belong to other accounts than {account}: {', '.join(self.left_out)}"


def plan(
    given: Text | RoleFile,
    *,
    deployment: str | None = None,
    profile: str | None = None,
    region: str | None = None,
    adopt: Iterable[str] = (),
) -> Plan:
    """What `rolecast apply` would change in the account, and why. The library form of `rolecast plan`; read-only.

    `deployment` is the deployment's name; defaults to the file's name without its ending. `profile` and `region`
    default to the standard AWS configuration. `adopt` lists existing resources to take ownership of: a role's name, a
    policy's name or ARN, or `ROLE/NAME`.

    Raises InputError with every error in the role file and every conflict in the account, and AccountError if AWS
    cannot be reached or refuses a call.
    """
    rolefile = load(given)
    opened = open_deployment(rolefile, compose(rolefile).values(), DeploymentTarget(deployment, profile, region))
    made = opened.deployment.plan(opened.connection, Adoption(tuple(adopt)))
    if made.conflicts:
        raise InputError(made.conflicts)
    return made


def open_deployment(rolefile: RoleFile, roles: Iterable[Role], target: DeploymentTarget) -> Opened:
    """The deployment of the file's roles, and a connection to the account.

    Raises InputError if the deployment's name is invalid or the roles are for another account, and AccountError.
    """
    roles = list(roles)
    name = deployment_of(rolefile, target.deployment)
    region = next((role.environment.region for role in roles if role.environment.region), None)
    connection = connect(target.profile, target.region, region)
    home = TargetAccount(connection.account, connection.partition, connection.region)
    wanted = roles_of_account(roles, home)
    source = Path(rolefile.source).name
    deployment = Deployment(name, source, wanted, is_named=target.deployment is not None)
    left_out = tuple(role.key for role in roles if role.environment.account not in (None, home.account))
    return Opened(deployment, connection, left_out)
