"""`rolecast destroy`"""

from __future__ import annotations

import click

from rolecast.cli.deploying import (
    adopt_option,
    carry_out,
    confirm,
    open_deployment,
    refuse_conflicts,
    target_options,
    write_plan,
    yes_option,
)
from rolecast.cli.languages import spoken_option
from rolecast.cli.status import Status
from rolecast.cli.values import set_option
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.drawing import draw
from rolecast.reading.texts import read_text
from rolecast.rolefile.load import read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.deploying import DeploymentTarget


@click.command(
    "destroy",
    epilog="""\b
Examples:
  rolecast destroy                # shows what would be removed, and asks
  rolecast destroy team.yaml --yes
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@target_options
@adopt_option
@yes_option
@spoken_option
@set_option
def command(
    file: str,
    deployment: str | None,
    profile: str | None,
    region: str | None,
    adopt: tuple[str, ...],
    yes: bool,
    assigned: Assigned,
) -> int:
    """Remove every role and policy of the deployment from the account.

    Policies that Rolecast did not create stay, and so do the roles that still have one; each is listed with the
    reason.
    """
    opened, connection = open_deployment(
        read(*read_text(file), assigned), DeploymentTarget(deployment, profile, region)
    )
    plan = opened.plan_to_destroy(connection, Adoption(adopt))
    refuse_conflicts(plan)
    write_plan(plan, draw(plan), "text", None)
    if not plan.steps:
        return Status.DONE
    confirm(f"Remove this from the account {plan.account}?", yes=yes)
    return carry_out(plan, connection)
