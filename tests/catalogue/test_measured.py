"""The table of docs/corrections.md: how many activities and variants there are, and what each edition gets right."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from rolecast.catalogue.activity import Activity, Request, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.trials import decide
from rolecast.iam.decision import Answer

PAGE = Path(__file__).parents[2] / "docs" / "corrections.md"
ACTIVITIES = CATALOGUE.activities()

needs_page = pytest.mark.skipif(not PAGE.exists(), reason="needs the documentation, which the repository has")


def rows() -> dict[str, list[str]]:
    """The cells behind the first of each row."""
    lines = re.findall(r"^\| ([^|]+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {first: rest.split(" | ") for first, rest in lines}


def cases(kind: str) -> Iterator[tuple[Activity, Request, Variant]]:
    for activity in ACTIVITIES:
        for owner in (activity, *activity.corrections.values()):
            requests: tuple[Request, ...] = getattr(owner, kind)
            yield from ((activity, request, variant) for request in requests for variant in request.variants)


def right(kind: str, corrected: bool) -> int:
    count = 0
    for activity, request, variant in cases(kind):
        corrections: Collection[str] = activity.corrections if corrected else ()
        is_allowed = decide(activity, request, variant, corrections).answer is Answer.ALLOW
        count += is_allowed is (kind == "must_allow")
    return count


@needs_page
@pytest.mark.parametrize(
    ("name", "kind"), [("must be allowed", "must_allow"), ("must not be allowed", "must_not_allow")]
)
def test_what_the_editions_get_right(name: str, kind: str) -> None:
    """The page has the numbers of today; the corrected edition gets all right, the console's does not."""
    total, console, corrected = len(list(cases(kind))), right(kind, False), right(kind, True)
    assert rows()[name] == [f"{total:,}", f"{console:,}", f"{corrected:,}"]
    assert console < corrected == total


@needs_page
def test_how_many_activities_and_variants_there_are() -> None:
    """The page has the numbers of today; what is attached as AWS maintains it is an activity and no policy."""
    policies = sum(len(activity.policy_names(())) * len(activity.variants) for activity in ACTIVITIES)
    assert rows()["Activities"] == ["13", "18", str(len(ACTIVITIES))]
    assert rows()["Policies, each variant counted"] == ["28", "20", str(policies)]
