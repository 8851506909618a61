"""What each edition gets right of the requests of the catalogue, and how many activities and policies there are."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from tools.reference.tables import table

from rolecast.catalogue.activity import Activity, ActivitySource, ExampleRequest, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.trials import decide
from rolecast.iam.decision import Answer

KINDS = {"must be allowed": "must_allow", "must not be allowed": "must_not_allow"}


class Score(NamedTuple):
    """How many requests there are, and how many each edition decides rightly."""

    total: int
    console: int
    corrected: int


def measured() -> str:
    """Both tables, and of which sources the activities are."""
    head = ("Requests", "Number", "Right in the console edition", "Right in the corrected edition")
    rows = [(name, *(f"{number:,}" for number in score(kind))) for name, kind in KINDS.items()]
    activities = CATALOGUE.activities()
    policies = sum(len(activity.policy_names(())) * len(activity.variants) for activity in activities)
    by_source = Counter(activity.source for activity in activities)
    counts = [
        ("Activities", "13", "18", str(len(activities))),
        ("Policies, each variant counted", "28", "20", str(policies)),
    ]
    console, documentation, own = (
        by_source[each] for each in (ActivitySource.CONSOLE, ActivitySource.DOCUMENTATION, ActivitySource.ROLECAST)
    )
    sources = (
        f"Of Rolecast's activities {console} are the console's, {documentation} are from AWS's documentation and "
        f"{own} are its own, which have no faults of AWS's to fix."
    )
    head_of_counts = ("", "CDK library 0.0.30", "Console of 2024", "Rolecast")
    return f"{table(head, rows)}\n\n{table(head_of_counts, counts)}\n\n{sources}"


def score(kind: str) -> Score:
    """Of the requests in `must_allow` or `must_not_allow` of all activities and corrections."""
    cases = list(_cases(kind))
    return Score(len(cases), _right(cases, kind, corrected=False), _right(cases, kind, corrected=True))


def _cases(kind: str) -> Iterator[tuple[Activity, ExampleRequest, Variant]]:
    for activity in CATALOGUE.activities():
        for owner in (activity, *activity.corrections.values()):
            requests: tuple[ExampleRequest, ...] = getattr(owner, kind)
            yield from ((activity, request, variant) for request in requests for variant in request.variants)


def _right(cases: list[tuple[Activity, ExampleRequest, Variant]], kind: str, *, corrected: bool) -> int:
    count = 0
    for activity, request, variant in cases:
        corrections: Collection[str] = activity.corrections if corrected else ()
        is_allowed = decide(activity, request, variant, corrections).answer is Answer.ALLOW
        count += is_allowed is (kind == "must_allow")
    return count
