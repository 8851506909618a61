"""`rolecast activities`"""

from __future__ import annotations

from collections.abc import Iterable

import click

from rolecast.catalogue import groups
from rolecast.catalogue.activity import Activity, Edition, Overlay
from rolecast.catalogue.library import Catalogue
from rolecast.cli.output import format_option, write_json, write_notices, write_table
from rolecast.cli.values import catalogue_option, complete_action
from rolecast.role import Notice

_HEADERS = ("activity", "title", "policy", "parameters", "VPC", "KMS", "requires", "from", "group", "privileged")


@click.command(
    "activities",
    epilog="""\b
Examples:
  rolecast activities
  rolecast activities --granting sagemaker:InvokeEndpoint
  rolecast activities --format json | jq -r '.activities[].id'
""",
)
@click.option(
    "--granting", metavar="ACTION", shell_complete=complete_action, help="List only activities that grant the action."
)
@format_option
@catalogue_option
def command(granting: str | None, format: str, catalogue: Catalogue) -> None:
    """List the ML activities of the catalogue.

    One line per activity: id, title, policies, parameters, VPC conditions, KMS conditions, requirements, origin, group
    and privileges. The origin is console (the closed Role Manager), documentation (AWS describes the activity, but its
    policy is not public), rolecast or own. A privileged activity can open data to other accounts, spend money or pass
    on rights. With --granting, the last column is the edition that grants the action.

    On a terminal, a table of the most important columns, by group; `rolecast show` has the rest.
    """
    if granting is not None:
        _write_grants(granting, format, catalogue)
        return
    activities = catalogue.activities()
    if format == "json":
        write_json({"format_version": "1", "activities": [_describe(activity) for activity in activities]})
        return
    titles = [texts["en"] for texts in groups.TITLES.values()]
    on_terminal = ("activity", "VPC", "KMS", "from", "privileged")
    write_table(_HEADERS, map(_row, activities), on_terminal, ("group", titles))


def _write_grants(action: str, format: str, catalogue: Catalogue) -> None:
    from rolecast.catalogue import coverage  # reads the statements of all activities

    known = coverage.known_action(action)
    found = list(coverage.grants(known, catalogue.activities()))
    reason = coverage.exceptions().get(known)
    if format == "json":
        described = [{**_describe(grant.activity), "editions": grant.editions} for grant in found]
        why = None if reason is None else {"reason": reason.text, "sources": reason.sources}
        write_json({"format_version": "1", "action": known, "activities": described, "exception": why})
        return
    rows = [(*_row(grant.activity), _editions(grant.editions)) for grant in found]
    write_table((*_HEADERS, "edition"), rows, on_terminal=("activity", "title", "edition"))
    if reason is not None:
        write_notices([Notice("exception", reason.text["en"].removesuffix("."))], f"action `{known}`")
    elif not found:
        write_notices([Notice("not-granted", "no activity grants it")], f"action `{known}`")


def _editions(editions: Iterable[Edition]) -> str:
    return " and ".join(editions)


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
        groups.TITLES[activity.group]["en"],
        ", ".join(activity.privileges),
    )


def _describe(activity: Activity) -> dict[str, object]:
    return {
        "id": activity.id,
        "title": activity.title,
        "description": activity.description,
        "source": activity.source,
        "group": activity.group,
        "privileged": {str(name): text for name, text in activity.privileges.items()},
        "closed": activity.closed,
        "policy": activity.policy,
        "continued": list(activity.continued),
        "managed": activity.managed,
        "parameters": {
            name: {
                "type": parameter.type.id,
                "console_name": parameter.console_name,
                "default": parameter.default,
                **parameter.description,
            }
            for name, parameter in activity.parameters.items()
        },
        "vpc": activity.supports(Overlay.VPC),
        "kms": activity.supports(Overlay.KMS),
        "unkept": {str(name): text for name, text in activity.unkept.items()},
        "requires": activity.requires,
        "trusted_by": activity.trusted_by,
        "passes": [passed._asdict() for passed in activity.passes],
        "sources": activity.sources,
    }
