"""The corrections of the catalogue's activities, from their data files."""

from collections.abc import Iterator

from tools.reference.tables import codes, table

from rolecast.catalogue.activity import PLAIN, Activity, Correction
from rolecast.catalogue.library import CATALOGUE


def corrections() -> str:
    return "\n".join(line for activity in CATALOGUE.activities() for line in _activity(activity))


def _activity(activity: Activity) -> Iterator[str]:
    if activity.corrections:
        yield f"### {activity.title}\n"
        rows = (
            (f"`{activity.id}/{one.name}`", one.what["en"], one.why["en"], _variants(activity, one), _sources(one))
            for one in activity.corrections.values()
        )
        yield table(("Correction", "With it the role", "Why", "Variants", "Sources"), rows)
        yield ""


def _variants(activity: Activity, correction: Correction) -> str:
    """Those that it changes, where it does not change all."""
    changed = [
        variant
        for variant in activity.variants
        if activity.document(variant, [correction.name]) != activity.document(variant)
    ]
    return "" if len(changed) == len(activity.variants) else codes("+".join(one) or PLAIN for one in changed)


def _sources(correction: Correction) -> str:
    return ", ".join(f"[{source.rpartition('/')[2].removesuffix('.html')}]({source})" for source in correction.sources)
