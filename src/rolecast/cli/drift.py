"""`rolecast drift`"""

from __future__ import annotations

import click

from rolecast.cli.deploying import open_deployment, plan_output_option, refuse_output, target_options, write_plan
from rolecast.cli.languages import spoken_option
from rolecast.cli.output import format_option
from rolecast.cli.outputs import force_option
from rolecast.cli.status import Status
from rolecast.cli.values import set_option
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.drawing import draw_drift, missing_roles
from rolecast.reading.texts import read_text
from rolecast.rolefile.load import read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.deploying import DeploymentTarget


@click.command(
    "drift",
    epilog="""\b
Examples:
  rolecast drift || echo "somebody has changed a role"
  rolecast drift --format json | jq '.changes[] | select(.drift)'
  rolecast drift -o restore.json; rolecast apply restore.json    # puts everything back
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@target_options
@plan_output_option
@force_option
@format_option
@spoken_option
@set_option
def command(
    file: str,
    deployment: str | None,
    profile: str | None,
    region: str | None,
    output: str | None,
    force: bool,
    format: str,
    assigned: Assigned,
) -> int:
    """Show what others changed in the account since the last apply.

    Checks more than `rolecast plan`: the tags of every policy, and policies left over from roles that somebody
    removed. Exits with 12 if there is drift.
    """
    rolefile = read(*read_text(file), assigned)
    refuse_output(output, rolefile, force=force)
    opened, connection = open_deployment(rolefile, DeploymentTarget(deployment, profile, region))
    plan = opened.plan(connection, Adoption(), thorough=True)
    write_plan(plan, draw_drift(plan), format, output)
    return Status.CHANGES if plan.drift or missing_roles(plan) or plan.conflicts else Status.DONE
