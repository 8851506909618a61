"""`rolecast show`"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from rolecast.access.phrases import Phrase
from rolecast.catalogue.activity import Activity, Edition, Overlay, Variant
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.parameters import TYPES
from rolecast.catalogue.showing import shown_document
from rolecast.cli.describing import changes, description
from rolecast.cli.languages import language_option
from rolecast.cli.output import write_json, write_notices
from rolecast.cli.values import Assignments, catalogue_option, complete_activity, unknown
from rolecast.iam import names
from rolecast.reading.languages import Language
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
"""Values that any activity's policy may contain, besides its own parameters."""
_ACTIVITY = Phrase("activity `{name}`", "アクティビティ `{name}`")
_NO_EFFECT_IN_FLOW = Phrase(
    "`--{overlay}` has no effect in the flow `{flow}`", "`--{overlay}` はフロー `{flow}` では効果がありません"
)
_NO_EFFECT = Phrase(
    "`--{overlay}` has no effect: it has no such conditions",
    "`--{overlay}` は効果がありません: このアクティビティに該当する条件はありません",
)


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
    help="Edition of the policy; corrected fixes its known faults.",
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
@language_option
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
    lang: Language,
    catalogue: Catalogue,
) -> None:
    """Show an activity: its purpose, parameters, requirements and policy.

    Values that are not set stay as {{name}}. For the corrected edition, first lists what it changes, and why.
    """
    shown = _find(activity, catalogue)
    given = Assignments.parse(assignments)
    given.add("account", account)
    given.add("region", region)
    values = given.checked({**_COMMON, **{name: p.type.rule for name, p in shown.parameters.items()}}, shown.id)
    asked = [overlay for overlay, flag in ((Overlay.VPC, vpc), (Overlay.KMS, kms)) if flag]
    wanted = _wanted(shown, asked, catalogue.flow(flow))
    write_notices(_without_effect(asked, wanted, catalogue.flow(flow), lang), _ACTIVITY.say(lang, name=shown.id))
    corrections = shown.corrections if edition == Edition.CORRECTED else {}
    environment = Environment(*(next(iter(values.get(name, ())), None) for name in ("account", "region")))
    document = shown_document(shown, wanted, tuple(corrections), {**values, **environment.values})
    if format == "json":
        write_json(document)
        return
    for line in (*description(shown, lang), *changes(shown, wanted, corrections, lang)):
        click.echo(line)
    write_json(document)


def _find(name: str, catalogue: Catalogue) -> Activity:
    if name not in catalogue.activity_ids:
        raise unknown("activity", name, catalogue.activity_ids, "rolecast activities")
    return catalogue.activity(name)


def _wanted(activity: Activity, asked: list[Overlay], flow: Flow) -> Variant:
    """The overlays that change the activity in this flow."""
    return activity.effective([*(overlay for overlay in asked if overlay in flow.customizations), *flow.overlays])


def _without_effect(asked: list[Overlay], wanted: Variant, flow: Flow, lang: Language) -> Iterator[Notice]:
    for overlay in asked:
        if overlay not in flow.customizations:
            yield Notice(f"{overlay}-ignored", _NO_EFFECT_IN_FLOW.say(lang, overlay=overlay, flow=flow.id))
        elif overlay not in wanted:
            yield Notice(f"{overlay}-unused", _NO_EFFECT.say(lang, overlay=overlay))
