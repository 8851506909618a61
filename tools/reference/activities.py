"""The catalogue's lists: activities by group, personas and flows, from their data files."""

from collections.abc import Iterable

from tools.reference.tables import code, codes, table

from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.groups import TITLES, grouped
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.persona import KINDS, by_kind


def link(name: str) -> str:
    """The activity's id as a link to its page, from a page beside the folder of these."""
    return f"[`{name}`](activities/{name}.md)"


def overview() -> str:
    parts = []
    for group, members in grouped(CATALOGUE.activities()).items():
        headers = ("Activity", "Parameters", "VPC", "KMS", "From", "Privileged")
        parts += [f"### {TITLES[group]['en']}\n", table(headers, map(_row, members)), ""]
    return "\n".join(parts)


def _row(activity: Activity) -> tuple[str, ...]:
    return (
        f"{link(activity.id)}<br>{activity.title}{', closed to new customers' if activity.closed else ''}",
        codes(activity.parameters),
        "yes" if activity.supports(Overlay.VPC) else "",
        "yes" if activity.supports(Overlay.KMS) else "",
        activity.source,
        ", ".join(activity.privileges),
    )


def personas() -> str:
    parts = []
    for kind, members in by_kind(CATALOGUE.personas()).items():
        rows = (
            (code(each.id), each.title, each.description["en"], _links(each.activities), each.source)
            for each in members
        )
        parts += [f"### {KINDS[kind]['en']}\n", table(("Persona", "Title", "For", "Preselects", "From"), rows), ""]
    return "\n".join(parts)


def flows() -> str:
    rows = (
        (
            code(flow.id),
            flow.description["en"],
            "yes" if Overlay.VPC in flow.customizations else "no",
            codes(flow.attached),
        )
        for flow in CATALOGUE.flows()
    )
    return table(("Flow", "What it makes", "VPC conditions", "Attaches"), rows)


def console_names() -> str:
    rows = (
        (activity.title, code(parameter.console_name), f"`{parameter.name}` of `{activity.id}`")
        for activity in CATALOGUE.activities()
        for parameter in activity.parameters.values()
        if parameter.console_name
    )
    return table(("Activity", "In the console", "In a role file"), rows)


def _links(names: Iterable[str]) -> str:
    return ", ".join(map(link, names))
