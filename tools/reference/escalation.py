"""The ways to more permissions, from their data."""

from tools.reference.tables import code, codes, source_link, table

from rolecast.access.ways import WAYS, WayKind

TITLES = {
    WayKind.IAM: "IAM's own actions",
    WayKind.PASSED_ROLE: "Roles that are passed",
    WayKind.EXISTING_RESOURCE: "What exists already",
}


def ways() -> str:
    return "\n\n".join(f"## {title}\n\n{_table(kind)}" for kind, title in TITLES.items())


def _table(kind: WayKind) -> str:
    rows = [
        (code(way.id), codes(way.needed), code(way.target), source_link(way.source)) for way in WAYS if way.kind is kind
    ]
    return table(("Way", "Actions, all of them", "What it reaches", "Source"), rows)
