"""`rolecast show`"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from rolecast.catalogue.activity import Activity, ActivitySource, Correction, Edition, Overlay, Variant
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.groups import TITLES
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.parameters import TYPES
from rolecast.catalogue.showing import shown_document
from rolecast.cli.output import write_json, write_notices
from rolecast.cli.values import Assignments, catalogue_option, complete_activity, unknown
from rolecast.iam import names
from rolecast.reading.shapes import Rule
from rolecast.role import Environment, Notice
from rolecast.rolefile.shape import FLOWS, region

_COMMON: Mapping[str, Rule] = {
    "account": names.account,
    "region": region,
    "subnets": TYPES["subnet-id"].rule,
    "security_groups": TYPES["security-group-id"].rule,
    "data_keys": TYPES["kms-key-arn"].rule,
    "volume_keys": TYPES["kms-key-arn"].rule,
    "studio_id": TYPES["studio-id"].rule,
}
"""What every activity's policy may name, beside its own parameters."""


@click.command(
    "show",
    epilog="""\b
Examples:
  rolecast show manage-ml-jobs
  rolecast show manage-ml-jobs --vpc --kms --set subnets=subnet-0a1b2c3d4e5f67890
  rolecast show s3-bucket-access --set s3_buckets=raw-data,features --format json
""",
)
@click.argument("activity", shell_complete=complete_activity)
@click.option("--vpc", is_flag=True, help="Add VPC conditions.")
@click.option("--kms", is_flag=True, help="Add KMS conditions.")
@click.option("--flow", type=click.Choice(FLOWS), default=FLOWS[0], show_default=True, help="Flow to build it for.")
@click.option(
    "--edition",
    type=click.Choice([edition.value for edition in Edition]),
    default=Edition.CONSOLE.value,
    show_default=True,
    help="corrected fixes the known faults of AWS's policy.",
)
@click.option("--account", metavar="A", help="AWS account, 12 digits. Same as --set account=A.")
@click.option("--region", metavar="R", help="AWS region, which also decides the partition.")
@click.option(
    "--set",
    "assignments",
    metavar="NAME=V1,V2",
    multiple=True,
    help="Value of a parameter. Can be given several times.",
)
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format; json is the policy alone.",
)
@catalogue_option
def command(
    activity: str,
    vpc: bool,
    kms: bool,
    flow: str,
    edition: str,
    account: str | None,
    region: str | None,
    assignments: tuple[str, ...],
    format: str,
    catalogue: Catalogue,
) -> None:
    """Show one activity: what it is for, its parameters and requirements, and its policy.

    Values that are not set stay as {{name}}. The corrected edition first lists its changes and their reasons.
    """
    shown = _find(activity, catalogue)
    given = Assignments.parse(assignments)
    given.add("account", account)
    given.add("region", region)
    values = given.checked({**_COMMON, **{name: p.type.rule for name, p in shown.parameters.items()}}, shown.id)
    asked = [overlay for overlay, flag in ((Overlay.VPC, vpc), (Overlay.KMS, kms)) if flag]
    wanted = _wanted(shown, asked, catalogue.flow(flow))
    write_notices(_without_effect(asked, wanted, catalogue.flow(flow)), f"activity `{shown.id}`")
    corrections = shown.corrections if edition == Edition.CORRECTED else {}
    environment = Environment(*(next(iter(values.get(name, ())), None) for name in ("account", "region")))
    document = shown_document(shown, wanted, tuple(corrections), {**values, **environment.values})
    if format == "json":
        write_json(document)
        return
    for line in (*_description(shown), *_changes(shown, wanted, corrections)):
        click.echo(line)
    write_json(document)


def _find(name: str, catalogue: Catalogue) -> Activity:
    if name not in catalogue.activity_ids:
        raise unknown("activity", name, catalogue.activity_ids, "rolecast activities")
    return catalogue.activity(name)


def _wanted(activity: Activity, asked: list[Overlay], flow: Flow) -> Variant:
    """The overlays that change the activity in this flow."""
    return activity.effective([*(overlay for overlay in asked if overlay in flow.customizations), *flow.overlays])


def _without_effect(asked: list[Overlay], wanted: Variant, flow: Flow) -> Iterator[Notice]:
    for overlay in asked:
        if overlay not in flow.customizations:
            yield Notice(f"{overlay}-ignored", f"`--{overlay}` has no effect in the flow `{flow.id}`")
        elif overlay not in wanted:
            yield Notice(f"{overlay}-unused", f"`--{overlay}` has no effect: it has no such conditions")


def _description(activity: Activity) -> Iterator[str]:
    yield f"{activity.title} ({activity.id})"
    yield activity.description["en"]
    yield ""
    for name, parameter in activity.parameters.items():
        console = f" ({parameter.console_name} in the console)" if parameter.console_name else ""
        optional = " (optional)" if parameter.default is not None else ""
        yield f"parameter  {name}{console}{optional}: {parameter.description['en']}"
    for alternatives in activity.requires:
        yield f"requires   {' or '.join(alternatives)}"
    yield f"policy     {', '.join(activity.policy_names(())) or f'{activity.managed}, managed by AWS'}"
    yield from _marks(activity)
    for source in activity.sources:
        yield f"source     {source}"
    yield ""


def _marks(activity: Activity) -> Iterator[str]:
    """Where the activity is from, what group it is in, and what is special about it."""
    if activity.source in _ORIGINS:
        yield f"from       {_ORIGINS[activity.source]}"
    yield f"group      {TITLES[activity.group]['en']}"
    for privilege, text in activity.privileges.items():
        yield f"privileged {privilege}: {text['en']}"
    if activity.closed:
        yield f"closed     {activity.closed['en']}"
    for overlay, text in activity.unkept.items():
        yield f"not {overlay.name}    {text['en']}"
    if activity.trusted_by:
        yield f"trusted by {', '.join(activity.trusted_by)}"
    for passed in activity.passes:
        yield f"passes to  {' or '.join(passed.services)}, a role with {' or '.join(passed.activities)}"


_ORIGINS = {
    ActivitySource.DOCUMENTATION: "AWS's documentation: the console's own policy for it is not public",
    ActivitySource.ROLECAST: "Rolecast: the console has no such activity",
    ActivitySource.OWN: "your own catalogue",
}


def _changes(activity: Activity, wanted: Variant, corrections: Mapping[str, Correction]) -> Iterator[str]:
    """What the corrections change in this variant."""
    plain = activity.document(wanted)
    for name, correction in corrections.items():
        if activity.document(wanted, [name]) != plain:
            yield f"correction {activity.id}/{name}: {correction.what['en']}"
            yield f"           why: {correction.why['en']}"
            for source in correction.sources:
                yield f"           source: {source}"
            yield ""
