"""What activities pass roles for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.composition.making import EXAMPLES, HEAD, with_required

import rolecast
from rolecast.catalogue.activity import Activity, PassedRole
from rolecast.catalogue.library import CATALOGUE

ACTIVITY = """\
number: 900
title: Own
description: {en: Own models.}
sources: [https://example.com/jobs]
policy: P_Own
passes:
  - to: [sagemaker.amazonaws.com]
    activities: [access-required-aws-services]
    needs: [s3:GetObject]
statements:
  pass-role:
    Effect: Allow
    Action: iam:PassRole
    NotResource: arn:aws:iam::123456789012:role/admin
    Condition: {StringEquals: {"iam:PassedToService": sagemaker.amazonaws.com}}
must_allow:
  - action: iam:PassRole
    resource: arn:aws:iam::123456789012:role/x
    context: {"iam:PassedToService": sagemaker.amazonaws.com}
must_not_allow:
  - {action: "s3:GetObject", resource: "arn:aws:s3:::b/x"}
"""
ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
catalogue: own
roles:
  r: {activities: {own-models: }}
"""


def test_which_roles_an_exception_leaves_is_not_known(tmp_path: Path) -> None:
    """An activity that passes all roles but some is not said to pass one that cannot do the work."""
    (tmp_path / "own" / "activities").mkdir(parents=True)
    (tmp_path / "own" / "activities" / "own-models.yaml").write_text(ACTIVITY, encoding="utf-8")
    (tmp_path / "roles.yaml").write_text(ROLES, encoding="utf-8")
    rules = {finding.rule for finding in rolecast.check(tmp_path / "roles.yaml")}
    assert "pass-role-any-role" in rules
    assert rules.isdisjoint({"unusable-passed-role", "unusable-own-role"})


PURPOSES = [(activity, passed) for activity in CATALOGUE.activities() for passed in activity.passes]
every_purpose = pytest.mark.parametrize(
    ("activity", "passed"), PURPOSES, ids=[f"{one.id}-{passed.services[0]}" for one, passed in PURPOSES]
)


def found(activity: Activity, **roles: dict[str, object]) -> list[str]:
    """What `check` says of the roles that a role with the activity passes."""
    passing = {"activities": {name: EXAMPLES[name] for name in with_required(activity.id)}, "pass_roles": [*roles]}
    if activity.trusted_by:
        passing["trust"] = {"services": list(activity.trusted_by)}
    text = f"{HEAD}edition: corrected\nroles: {json.dumps({**roles, 'passing': passing})}"
    findings = rolecast.check(text)
    return [each.message for each in findings if each.rule == "unusable-passed-role" and each.target.role == "passing"]


def passed_with(activities: list[str], services: list[str]) -> dict[str, object]:
    return {
        "activities": {name: EXAMPLES[name] for name in with_required(*activities)},
        "trust": {"services": services},
    }


@every_purpose
def test_a_role_with_what_it_is_passed_for_serves(activity: Activity, passed: PassedRole) -> None:
    """With any of the activities that make such a role, and the trust that they bring with them."""
    others = [name for each in activity.passes if each is not passed for name in each.activities[:1]]
    for name in passed.activities:
        made = [*others, name]
        services = sorted({service for each in made for service in CATALOGUE.activity(each).trusted_by})
        assert found(activity, served=passed_with(made, services or ["sagemaker.amazonaws.com"])) == []


@every_purpose
def test_a_role_that_does_not_trust_the_service_is_found(activity: Activity, passed: PassedRole) -> None:
    """Though it could do the work."""
    (told,) = [
        message
        for message in found(activity, other=passed_with([passed.activities[0]], ["ec2.amazonaws.com"]))
        if message.endswith(f"to {' or '.join(f'`{each}`' for each in passed.services)}, which it does not trust")
    ]
    assert told.startswith(f"`{activity.id}` passes `other`")


@every_purpose
def test_a_role_that_cannot_do_the_work_is_found(activity: Activity, passed: PassedRole) -> None:
    """Though the service may run with it. A project's role is Service Catalog's, of whose work nothing is known."""
    messages = found(activity, other=passed_with(["search-and-visualize-experiments"], list(passed.services)))
    lacks = [message for message in messages if " is not allowed " in message or " is allowed none of " in message]
    assert len(lacks) == (activity.id != "manage-projects")
