"""Roles with variables that are open: what is said of them is true whatever the values become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import rolecast
from rolecast.composition.compose import account_notices, compose
from rolecast.iam.decision import Answer
from rolecast.reading.faults import InputError
from rolecast.role import Role
from rolecast.rolefile.load import parse
from rolecast.rolefile.variables import Assigned

HEAD = """\
version: 1
account: "123456789012"
region: eu-west-1
edition: corrected
variables:
  bucket:
  team: {default: fraud}
  subnets: {type: list}
"""
JOBS = (
    HEAD
    + """\
network: {subnets: "{{subnets}}", security_groups: [sg-0a1b2c3d4e5f67890]}
guardrails: require
roles:
  jobs:
    activities: {manage-ml-jobs: }
"""
)
OWN = (
    HEAD
    + """\
roles:
  own:
    extra_policies:
      own:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::{{bucket}}/*"}
          - {Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::{{team}}/*"}
          - {Effect: Deny, Action: s3:*, NotResource: "arn:aws:s3:::{{bucket}}/*"}
"""
)


def roles(text: str, **assigned: Any) -> dict[str, Role]:
    return compose(parse(text, assigned=Assigned(**assigned)))


@pytest.mark.parametrize(
    ("values", "bucket", "expected"),
    [
        ({}, "ledger", Answer.UNKNOWN),
        ({"bucket": ["ledger"]}, "ledger", Answer.ALLOW),
        ({"bucket": ["ledger"]}, "other", Answer.EXPLICIT_DENY),
    ],
)
def test_an_answer_that_depends_on_a_variable_is_unknown(values: Any, bucket: str, expected: Answer) -> None:
    """With a value it is yes or no."""
    (role,) = roles(OWN, values=values).values()
    response = rolecast.can(role, "s3:GetObject", f"arn:aws:s3:::{bucket}/x")
    assert response.answer is expected
    assert response.open_texts == (() if values else ("{{bucket}}",))


def test_a_name_is_never_taken_for_a_text() -> None:
    """Neither is `{{bucket}}` a bucket of that name, nor one that differs from others."""
    (role,) = roles(OWN).values()
    assert rolecast.can(role, "s3:PutObject", "arn:aws:s3:::fraud/x").answer is Answer.UNKNOWN  # the Deny may be for it
    assert rolecast.can(role, "s3:PutObject", "arn:aws:s3:::x/x").answer in (Answer.IMPLICIT_DENY, Answer.UNKNOWN)
    assert rolecast.can(role, "s3:ListBucket", "arn:aws:s3:::fraud").answer is not Answer.ALLOW


def test_check_says_what_it_could_not_look_at(tmp_path: Path) -> None:
    """Of a variable with a value or a default it says nothing."""
    path = tmp_path / "roles.yaml"
    path.write_text(OWN, encoding="utf-8")
    told = [finding.message for finding in rolecast.check(str(path)) if finding.rule == "open-text"]
    assert told == ["checked only in part: `{{bucket}}` can be any text"]
    given = rolecast.load(str(path), values={"bucket": "ledger"})
    assert not [finding for finding in rolecast.check(given) if finding.rule == "open-text"]


def test_compare_proves_only_what_holds_for_every_value() -> None:
    """The same variable is the same text on both sides; another text may be another bucket, or the same."""
    written = OWN.replace('Resource: "arn:aws:s3:::{{bucket}}/*"', 'Resource: "arn:aws:s3:::ledger/*"')
    assert rolecast.compare(parse(OWN), parse(OWN)).verdict is rolecast.Verdict.SAME
    proofs = (rolecast.Verdict.SAME, rolecast.Verdict.LESS)
    assert rolecast.compare(parse(OWN), parse(written)).verdict not in proofs
    given = Assigned({"bucket": ["ledger"]})
    assert rolecast.compare(parse(OWN, assigned=given), parse(written, assigned=given)).verdict is rolecast.Verdict.SAME


def test_a_guardrail_holds_for_every_value_of_its_own_variable() -> None:
    """The policy and the promise name the same subnets; a statement with another variable may break it."""
    (role,) = roles(JOBS).values()
    assert [each.name for each in role.variables] == ["subnets"]
    assert "guardrail-broken" not in {notice.code for notice in role.notices}
    broken = JOBS + (
        "    extra_policies: {own: {Version: '2012-10-17', Statement: "
        "{Effect: Allow, Action: 'sagemaker:{{bucket}}', Resource: '*'}}}\n"
    )
    with pytest.raises(InputError, match="network"):
        roles(broken)


def test_a_role_has_the_variables_that_are_in_it() -> None:
    """Each with what is asked of its value; a variable of another role is none of its own."""
    two = JOBS + "  plain:\n    activities: {manage-models: }\n    description: '{{team}} and {{bucket}}'\n"
    found = roles(
        two.replace("guardrails: require\n", "network: false\n").replace("network: {", "# {"), leaves_open=True
    )
    assert [each.name for each in found["plain"].variables] == ["bucket", "team"]
    assert found["jobs"].variables == ()


def test_a_default_counts_in_the_size_and_must_be_an_arn_where_one_is_needed() -> None:
    """What a deployment would refuse is refused here."""
    named = (
        HEAD.replace("fraud}", "ReadOnlyAccess}")
        + "permissions_boundary: '{{team}}'\nroles: {a: {persona: compute-role"
    )
    settings = ", activities: {access-required-aws-services: false, manage-models: }}}\n"
    assert roles(named + settings)["a"].boundary_arn == "arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"
    with pytest.raises(InputError, match="has no value here, and its default is not an ARN"):
        roles(named + settings, leaves_open=True)
    long = OWN.replace("default: fraud", f"default: {'x' * 6_200}")
    with pytest.raises(InputError, match="a managed policy has at most 6,144"):
        roles(long, values={"bucket": ["b"]}, leaves_open=True)


def test_unused_variables_are_a_notice() -> None:
    """They may be misspelt elsewhere."""
    rolefile = parse(JOBS)
    told = [notice.message for notice in account_notices(rolefile, compose(rolefile))]
    assert told == ["nothing uses the variable `bucket`", "nothing uses the variable `team`"]
