"""`rolecast plan`"""

from __future__ import annotations

import click

from rolecast.cli.deploying import (
    adopt_option,
    compare_without_regions,
    open_deployment,
    plan_output_option,
    refuse_conflicts,
    refuse_output,
    target_options,
    verify_option,
    write_plan,
)
from rolecast.cli.languages import spoken_option
from rolecast.cli.output import format_option, write_notices
from rolecast.cli.outputs import force_option
from rolecast.cli.status import Status
from rolecast.cli.values import set_option
from rolecast.cli.verifying import check_presence
from rolecast.comparisons import json as comparisons
from rolecast.comparisons import summary
from rolecast.composition import editions
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.drawing import draw
from rolecast.deployment.plan_roles import before_and_after
from rolecast.reading.texts import read_text
from rolecast.rolefile.load import read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.comparing import compare_roles
from rolecast.workflows.deploying import DeploymentTarget


@click.command(
    "plan",
    epilog="""\b
Examples:
  rolecast plan
  rolecast plan team.yaml -o team.plan.json      # then: rolecast apply team.plan.json
  rolecast plan --detailed-exitcode              # 12 if anything would change
  rolecast plan --adopt sagemaker-data-scientist # a role that was made by hand
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@target_options
@adopt_option
@verify_option
@plan_output_option
@force_option
@format_option
@click.option(
    "--fail-on-gain",
    is_flag=True,
    help="Exit with 11 if a role would be allowed more, with 13 if that is not decided.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 12 if anything would change.")
@spoken_option
@set_option
def command(
    file: str,
    deployment: str | None,
    profile: str | None,
    region: str | None,
    adopt: tuple[str, ...],
    verify: bool,
    output: str | None,
    force: bool,
    format: str,
    detailed_exitcode: bool,
    fail_on_gain: bool,
    assigned: Assigned,
) -> int:
    """Show what `rolecast apply` would change in the account, and why.

    Changes nothing. FILE defaults to roles.yaml; - is standard input.
    """
    rolefile = read(*read_text(file), assigned)
    refuse_output(output, rolefile, force=force)
    opened, connection = open_deployment(rolefile, DeploymentTarget(deployment, profile, region))
    if verify:
        check_presence(rolefile, connection, opened)
    plan = opened.plan(connection, Adoption(adopt))
    refuse_conflicts(plan)
    pairs = list(before_and_after(plan))
    if format == "json":
        compared = compare_without_regions(pairs)
        write_plan(plan, "", format, output, comparisons.roles(compared))
    else:
        compared = compare_roles(pairs if fail_on_gain else pairs[: summary.MOST_SHOWN])
        write_plan(plan, draw(plan) + summary.render(compared, pairs), format, output)
    write_notices(editions.known_faults(rolefile, opened.roles), rolefile.source)
    if fail_on_gain and compared.allows_more is not False:
        return Status.UNKNOWN if compared.allows_more is None else Status.DENIED
    return Status.CHANGES if detailed_exitcode and plan.to_change else Status.DONE
