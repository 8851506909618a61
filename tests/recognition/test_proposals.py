"""Role files that are proposed for roles by what their policies mean."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from tests.audits.accounts import ACCOUNT, allow, composed, role, selected, without
from tests.runs import case_count

from rolecast.access.policies import policies_of
from rolecast.catalogue.activity import Edition
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.iam import comparison
from rolecast.iam.comparison import Verdict
from rolecast.iam.documents import Document
from rolecast.recognition.proposals import Proposed, propose
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role
from rolecast.rolefile.load import parse

BUCKET = "arn:aws:s3:::fraud-training"
OBJECTS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
BUCKET_ACCESS = (allow("s3:ListBucket", BUCKET), allow(OBJECTS, f"{BUCKET}/*"))
FULL_ACCESS = AttachedPolicy("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess")


UNNAMED = {"run-studio-emr-serverless-applications", "tidy-up-resources"}
"""Activities with a parameter that no resource of their statements names: its value would have to be invented."""


def proposed(made: Role) -> Proposed:
    found = propose(made)
    assert found is not None
    return found


def by_hand(made: Role) -> Role:
    """The role as somebody made it without Rolecast: one inline policy of another name, statements in another order."""
    statements = [part for policy in made.policies for part in reversed(policy.document.parts)]
    document = Document({"Version": "2012-10-17", "Statement": statements})
    environment = Environment(ACCOUNT, partition_id="aws")
    return replace(made, policies=(Policy("own", PolicyKind.INLINE, document),), environment=environment, recipe=None)


def test_what_an_activity_allows_becomes_the_activity() -> None:
    """With the bucket that the policy names, and nothing is left of the policy."""
    found = proposed(role(*BUCKET_ACCESS))
    assert found.recognized.settings["activities"] == {"s3-bucket-access": {"s3_buckets": ["fraud-training"]}}
    assert (found.kept, found.comparison.verdict) == ((), Verdict.SAME)


@pytest.mark.parametrize(
    "narrowing",
    [
        {"instance_types": ["ml.m5.large", "ml.g5.*"]},
        {"tags": {"team": "fraud"}},
        {"network_isolation": True},
        {"inter_container_encryption": True},
        {"regions": ["us-east-1"]},
        {"instance_types": ["ml.m5.large"], "tags": {"team": "fraud", "stage": "dev"}, "regions": ["us-east-1"]},
    ],
)
def test_conditions_become_narrowings(narrowing: dict[str, Any]) -> None:
    """All that the activities allow under these conditions, proved to be the same."""
    made = composed({"made": {"activities": selected("manage-ml-jobs"), "narrowing": narrowing}}, edition="corrected")
    found = proposed(by_hand(made["made"]))
    assert found.recognized.settings["narrowing"] == narrowing
    assert (found.activities, found.kept, found.comparison.verdict) == (("manage-ml-jobs",), (), Verdict.SAME)


def test_what_a_narrowing_does_not_explain_is_not_widened() -> None:
    """Conditions on what no activity has stay where they are."""
    condition = {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}
    found = proposed(role(*BUCKET_ACCESS, allow("glue:GetTable") | condition))
    assert "narrowing" not in found.recognized.settings
    assert found.comparison.verdict is Verdict.SAME


def test_the_rest_stays_as_it_is() -> None:
    """Other actions, other buckets, and what depends on a condition."""
    condition = {"Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}
    found = proposed(
        role(
            allow(["s3:ListBucket", "s3:GetBucketPolicy"], BUCKET),
            allow(OBJECTS, [f"{BUCKET}/*", "arn:aws:s3:::other/*"]),
            allow("s3:GetObject", "arn:aws:s3:::third/*", **condition),
        )
    )
    assert found.recognized.settings["inline_policies"]["own"]["Statement"] == [
        {"Effect": "Allow", "Action": ["s3:GetBucketPolicy"], "Resource": BUCKET},
        {"Effect": "Allow", "Action": OBJECTS, "Resource": ["arn:aws:s3:::other/*"]},
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::third/*", **condition},
    ]
    assert (found.kept, found.comparison.verdict) == (("own",), Verdict.SAME)


def test_a_deny_stays() -> None:
    """And the activity that it limits is not taken for granted in full."""
    deny = {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": f"{BUCKET}/raw/*"}
    found = propose(role(*BUCKET_ACCESS, deny))
    assert found is None or found.comparison.verdict is Verdict.SAME


def test_attached_policies_stay_if_activities_do_not_explain_all_of_them() -> None:
    """And what they allow is no reason for an activity."""
    found = proposed(role(*BUCKET_ACCESS, attached=(FULL_ACCESS,)))
    assert found.activities == ("s3-bucket-access",)
    assert (found.kept, found.comparison.verdict) == (("AmazonSageMakerFullAccess",), Verdict.SAME)


def test_nothing_is_proposed_where_no_activity_explains_anything() -> None:
    """A wildcard that allows more than the activities do stays, and then they explain nothing."""
    assert propose(role(allow("sagemaker:*"))) is None
    assert propose(role(allow("sqs:SendMessage"))) is None


def test_what_an_activity_adds_is_told() -> None:
    """An activity may allow a little more than the role does, if it explains much; the comparison has what."""
    made = by_hand(composed({"made": {"activities": selected("manage-models")}})["made"])
    found = proposed(without(made, "sagemaker:DeleteModelPackage"))
    assert found.activities == ("manage-models",)
    assert [each.actions for each in found.comparison.gains] == [("sagemaker:DeleteModelPackage",)]


@pytest.mark.parametrize("edition", Edition)
def test_a_role_made_by_hand_of_an_activity_gets_the_activity(edition: Edition) -> None:
    """Of any activity, and the new role allows nothing more; what it allows less is in other accounts or regions."""
    chosen = random.Random(16)  # noqa: S311  # no secret
    able = set(CATALOGUE.activity_ids) - UNNAMED
    names = sorted(each for each in able if not CATALOGUE.activity(each).managed)
    for activity in chosen.sample(names, min(len(names), case_count(8))):
        made = by_hand(composed({"made": {"activities": selected(activity)}}, edition=edition.value)["made"])
        found = proposed(made)
        assert not found.comparison.gains, activity
        assert not found.comparison.undecided_gains, activity
        text = compose(parse(found.text(ACCOUNT)))["made"]
        environment = Environment(ACCOUNT, "us-east-1")
        again = replace(text, environment=environment).fill(environment.values)
        assert comparison.verdict(policies_of(made), policies_of(again)) in (Verdict.SAME, Verdict.LESS), activity
