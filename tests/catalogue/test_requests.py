"""What each activity must allow and must not allow, asked of the decision engine."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from rolecast.catalogue.activity import Activity, ExampleRequest, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.trials import decide
from rolecast.iam.decision import Answer

NEVER_MATCHING = {
    ("manage-glue-tables", "bucket-acl"),
    ("run-studio-emr-serverless-applications", "list"),
    ("run-model-customization-jobs", "autoscaling"),
}
"""Statements that no request can meet, and so none exercises."""


class Case(NamedTuple):
    activity: Activity
    request: ExampleRequest
    variant: Variant

    def __str__(self) -> str:
        variant = f"+{'+'.join(self.variant)}" if self.variant else ""
        return f"{self.activity.id}{variant}: {self.request.action} {self.request.resource}"


ACTIVITIES = [activity for activity in CATALOGUE.activities() if activity.statements]


def cases(activity: Activity, requests: Iterable[ExampleRequest]) -> Iterator[Case]:
    return (Case(activity, request, variant) for request in requests for variant in request.variants)


@pytest.mark.parametrize("case", [case for own in ACTIVITIES for case in cases(own, own.must_allow)], ids=str)
def test_must_allow(case: Case) -> None:
    """A role with this activity alone is allowed to."""
    assert decide(*case).answer is Answer.ALLOW


@pytest.mark.parametrize("case", [case for own in ACTIVITIES for case in cases(own, own.must_not_allow)], ids=str)
def test_must_not_allow(case: Case) -> None:
    """A role with this activity alone is not allowed to, and one activity alone forbids something."""
    answer = decide(*case).answer
    assert answer in (Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY)
    assert answer is Answer.IMPLICIT_DENY or case.activity.id == "run-studio-emr-serverless-applications"


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_every_statement_decides_a_request(activity: Activity) -> None:
    """Each is the reason for some answer, in its plain form and again in each variant that changes it."""
    plain = activity.varied_statements([])
    for variant in activity.variants:
        statements = activity.varied_statements(variant)
        requests = (*activity.must_allow, *activity.must_not_allow)  # a Deny decides what is not allowed
        asked = [case for case in cases(activity, requests) if case.variant == variant]
        deciding = {ref.statement for case in asked for ref in decide(*case).statements if ref.policy == activity.id}
        changed = {
            number
            for number, (name, statement) in enumerate(statements.items())
            if (activity.id, name) not in NEVER_MATCHING and (not variant or plain.get(name) != statement)
        }
        assert changed <= deciding
        assert any(variant in request.variants for request in activity.must_not_allow)
