"""`rolecast apply`"""

from __future__ import annotations

import click

from rolecast.account.client import connect
from rolecast.cli.deploying import (
    access_of,
    adopt_option,
    carry_out,
    confirm,
    open_deployment,
    refuse_conflicts,
    target_options,
    verify_option,
    write_plan,
    yes_option,
)
from rolecast.cli.languages import spoken_option
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import set_option
from rolecast.cli.verifying import check_presence
from rolecast.deployment import kept_plan
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.drawing import draw
from rolecast.deployment.plan import is_plan
from rolecast.reading.texts import read_text
from rolecast.rolefile.load import read
from rolecast.rolefile.variables import NOTHING, Assigned
from rolecast.workflows.deploying import DeploymentTarget


@click.command(
    "apply",
    epilog="""\b
Examples:
  rolecast apply                       # shows the plan and asks
  rolecast apply team.plan.json --yes  # exactly the plan that `rolecast plan -o` wrote
  rolecast apply team.yaml --adopt sagemaker-compute/AmazonS3FullAccess
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@target_options
@adopt_option
@verify_option
@yes_option
@spoken_option
@set_option
def command(
    file: str,
    deployment: str | None,
    profile: str | None,
    region: str | None,
    adopt: tuple[str, ...],
    verify: bool,
    yes: bool,
    assigned: Assigned,
) -> int:
    """Change the account to match the role file.

    FILE is a role file, or a plan written by `rolecast plan -o`. Defaults to roles.yaml. New permissions are added
    before old ones are removed, and an interrupted run can be repeated at any time. Roles and policies that Rolecast
    did not create are not touched.
    """
    text, source = read_text(file)
    if is_plan(text):
        if deployment or adopt or verify or assigned != NOTHING:
            raise MisuseError(
                f"`{file}` is a plan, which `--deployment`, `--adopt`, `--verify` and `--set` cannot change",
                "make another plan with them: `rolecast plan`",
            )
        kept = kept_plan.read(text, source)
        connection = connect(profile, region)
        plan = kept.plan(connection, access_of)
    else:
        rolefile = read(text, source, assigned)
        opened, connection = open_deployment(rolefile, DeploymentTarget(deployment, profile, region))
        if verify:
            check_presence(rolefile, connection, opened)
        plan = opened.plan(connection, Adoption(adopt))
    refuse_conflicts(plan)
    write_plan(plan, draw(plan), "text", None)
    if not plan.steps:
        return Status.DONE
    confirm(f"Do this in the account {plan.account}?", yes=yes)
    return carry_out(plan, connection)
