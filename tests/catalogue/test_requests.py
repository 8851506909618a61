"""What each activity must allow and must not allow, asked of the decision engine."""

from typing import NamedTuple

import pytest

from rolecast.catalogue.activity import Activity, Request
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import decision, grammar, requests, templates
from rolecast.iam.decision import Answer, Decision
from rolecast.iam.policies import Policies, Policy

COMMON_VALUES = {
    "account": ["123456789012"],
    "region": ["us-east-1"],
    "partition": ["aws"],
    "studio_id": [TYPES["studio-id"].example],
    "subnets": [TYPES["subnet-id"].example],
    "security_groups": [TYPES["security-group-id"].example],
}
NEVER_MATCHING = {("manage-glue-tables", "bucket-acl")}
"""Statements that no request can meet, and so none exercises."""


class Case(NamedTuple):
    activity: Activity
    request: Request

    def __str__(self) -> str:
        variant = f"+{'+'.join(self.request.overlays)}" if self.request.overlays else ""
        return f"{self.activity.id}{variant}: {self.request.action} {self.request.resource}"


ACTIVITIES = [activity for activity in CATALOGUE.activities() if activity.statements]


@pytest.mark.parametrize("case", [Case(own, one) for own in ACTIVITIES for one in own.must_allow], ids=str)
def test_must_allow(case: Case) -> None:
    """A role with this activity alone is allowed to."""
    assert decide(case).answer is Answer.ALLOW


@pytest.mark.parametrize("case", [Case(own, one) for own in ACTIVITIES for one in own.must_not_allow], ids=str)
def test_must_not_allow(case: Case) -> None:
    """A role with this activity alone is not allowed to; no activity has a Deny of its own."""
    assert decide(case).answer is Answer.IMPLICIT_DENY


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_every_statement_decides_a_request(activity: Activity) -> None:
    """Each is the reason for some answer, in its plain form and again in each variant that changes it."""
    plain = activity.varied_statements([])
    for variant in [(), *(tuple(name.split("+")) for name in activity.overlays)]:
        statements = activity.varied_statements(variant)
        asked = [Case(activity, request) for request in activity.must_allow if request.overlays == variant]
        deciding = {ref.statement for case in asked for ref in decide(case).statements}
        changed = {
            number
            for number, (name, statement) in enumerate(statements.items())
            if (activity.id, name) not in NEVER_MATCHING and (not variant or plain.get(name) != statement)
        }
        assert changed <= deciding
        assert any(request.overlays == variant for request in activity.must_not_allow)


def decide(case: Case) -> Decision:
    activity, request = case
    values = COMMON_VALUES | {name: [parameter.type.example] for name, parameter in activity.parameters.items()}
    document = templates.fill(activity.document(request.overlays), values)
    assert not templates.names_in(document)
    engine = decision.compile(Policies(identity=(Policy(activity.id, grammar.parse(document)),)))
    resource, context = (templates.fill(part, values) for part in (request.resource, request.context))
    return engine.decide(requests.Request(request.action, resource, context=context))
