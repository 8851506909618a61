"""`rolecast activities`"""

from __future__ import annotations

import click

from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.library import Catalogue
from rolecast.cli.output import write_json, write_table
from rolecast.cli.values import catalogue_option


@click.command(
    "activities",
    epilog="""\b
Examples:
  rolecast activities
  rolecast activities --format json | jq -r '.activities[].id'
""",
)
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or machines."
)
@catalogue_option
def command(format: str, catalogue: Catalogue) -> None:
    """List the ML activities of the catalogue.

    A line each: id, title, policies, parameters, whether it has VPC conditions and KMS conditions, what it
    requires, and where its policy is from: the console that AWS closed, or AWS's documentation where the
    console's policy is not public. On a terminal a table of what fits there; `rolecast show` has the rest.
    """
    activities = catalogue.activities()
    if format == "json":
        write_json({"format_version": "1", "activities": [_describe(activity) for activity in activities]})
        return
    rows = [_row(activity) for activity in activities]
    write_table(
        ("activity", "title", "policy", "parameters", "VPC", "KMS", "requires", "from"),
        rows,
        on_terminal=("activity", "parameters", "VPC", "KMS", "from"),
    )


def _row(activity: Activity) -> tuple[str, ...]:
    return (
        activity.id,
        activity.title,
        ", ".join(activity.policy_names(())) or f"AWS managed: {activity.managed}",
        ", ".join(activity.parameters),
        "yes" if activity.supports(Overlay.VPC) else "",
        "yes" if activity.supports(Overlay.KMS) else "",
        ", ".join(" or ".join(alternatives) for alternatives in activity.requires),
        activity.source,
    )


def _describe(activity: Activity) -> dict[str, object]:
    return {
        "id": activity.id,
        "title": activity.title,
        "description": activity.description,
        "source": activity.source,
        "policy": activity.policy,
        "continued": list(activity.continued),
        "managed": activity.managed,
        "parameters": {
            name: {"type": parameter.type.id, "console_name": parameter.console_name, **parameter.description}
            for name, parameter in activity.parameters.items()
        },
        "vpc": activity.supports(Overlay.VPC),
        "kms": activity.supports(Overlay.KMS),
        "requires": activity.requires,
        "sources": activity.sources,
    }
