"""What activities pass roles for."""

from __future__ import annotations

from pathlib import Path

import rolecast

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
