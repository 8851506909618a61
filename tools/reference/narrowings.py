"""Which actions each narrowing limits, by activity, from the catalogue and the service reference."""

from collections.abc import Iterator

from tools.reference.tables import code, codes, table

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.narrowings import Narrowing, narrowings
from rolecast.catalogue.portions import portions

_SETTINGS = {
    "instance_types": ["ml.m5.large"],
    "inter_container_encryption": True,
    "network_isolation": True,
    "tags": {"team": "fraud"},
}
"""An example of each that is not on almost everything."""


def limited() -> str:
    rows = (
        (f"`narrowing.{narrowing.id}`", code(activity.id), codes(actions))
        for narrowing in narrowings(_SETTINGS)
        for activity in CATALOGUE.activities()
        if (actions := list(_limited(activity, narrowing)))
    )
    return table(("Narrowing", "Activity", "Actions"), rows)


def _limited(activity: Activity, narrowing: Narrowing) -> Iterator[str]:
    actions = {
        action: None
        for statement in activity.varied_statements((), activity.corrections).values()
        if statement["Effect"] == "Allow"
        for portion in portions(statement, narrowing.scope)
        if portion.asked
        for action in portion.texts
    }
    yield from (action.removeprefix("sagemaker:") for action in actions)
