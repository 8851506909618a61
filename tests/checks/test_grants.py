"""What a subject is allowed: Denies and the boundary are honoured as far as they are certain."""

from __future__ import annotations

from typing import Any

import pytest
from tests.checks.checking import allow, deny, policy, role, subject_of

from rolecast.checks.subjects import of_role

GET = "s3:getobject"
OBJECTS = "arn:aws:s3:::raw-data/*"


@pytest.mark.parametrize(
    ("denied", "is_allowed"),
    [
        (deny("s3:GetObject"), False),
        (deny("S3:get*", OBJECTS), False),
        (deny("s3:GetObject", "arn:aws:s3:::*"), False),
        (deny("s3:GetObject", "arn:aws:s3:::raw-data/images/*"), True),
        (deny("s3:PutObject"), True),
        (deny("s3:GetObject", Condition={"Bool": {"aws:SecureTransport": "false"}}), True),
        ({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}, False),
        ({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}, True),
        ({"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::features/*"}, False),
        ({"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::raw-*"}, True),
    ],
)
def test_a_deny_takes_away_what_it_covers(denied: dict[str, Any], is_allowed: bool) -> None:
    """Only a Deny without conditions that covers all of an Allow's resources takes it away for certain."""
    grants = subject_of(policy(allow("s3:GetObject", OBJECTS), denied)).grants
    assert grants.allows(GET) is is_allowed


@pytest.mark.parametrize(
    ("spared", "is_allowed"),
    [("arn:aws:iam::*:role/ab", True), ("arn:aws:iam::*:role/a", False), ("arn:aws:iam::*:role/${aws:username}", True)],
)
def test_a_deny_of_all_but_some_spares_what_a_wildcard_may_match(spared: str, is_allowed: bool) -> None:
    """`role/a?` may be the role `ab` that a NotResource spares, and no role `a`."""
    denied = {"Effect": "Deny", "Action": "iam:*", "NotResource": spared}
    grants = subject_of(policy(allow("iam:PutRolePolicy", "arn:aws:iam::*:role/a?"), denied)).grants
    assert grants.allows("iam:PutRolePolicy") is is_allowed


def test_actions_are_found_however_they_are_written() -> None:
    """In any case, by patterns, by `*` and by what NotAction leaves."""
    for statement in (
        allow("S3:GETOBJECT"),
        allow("s3:?etObj*"),
        allow("*"),
        {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"},
    ):
        grants = subject_of(policy(statement)).grants
        assert grants.allows("s3:GetObject"), statement
    assert not subject_of(policy({"Effect": "Allow", "NotAction": ["s3:Get*"], "Resource": "*"})).grants.allows(GET)


def test_a_boundary_limits() -> None:
    """What the boundary allows nowhere is not allowed, whatever the role's policies say."""
    subject = of_role(role("persona: mlops-engineer\npermissions_boundary: AmazonSageMakerReadOnly"))
    assert subject.boundary is not None
    assert not subject.grants.allows("sagemaker:CreatePipeline")
    assert subject.grants.is_out_of_bounds("sagemaker:CreatePipeline")
    assert subject.grants.allows("sagemaker:DescribePipeline")


def test_attached_policies_of_aws_count() -> None:
    """Their statements are not checked, but what they allow is allowed."""
    subject = of_role(role("additional_policies: [AmazonSageMakerReadOnly]"))
    assert subject.grants.allows("sagemaker:DescribeModel")
    assert subject.granting == ()
    assert subject.knows_all_grants is False  # no policy of its own


def test_a_policy_of_the_account_is_not_known() -> None:
    """Then nobody can say what is missing."""
    subject = of_role(role('persona: mlops-engineer\nadditional_policies: ["arn:aws:iam::123456789012:policy/team"]'))
    assert subject.unavailable == ("arn:aws:iam::123456789012:policy/team",)
    assert not subject.knows_all_grants
    assert of_role(role("persona: mlops-engineer")).knows_all_grants


def test_every_statement_about_an_action_is_found() -> None:
    """As if each were asked by itself, those that name the service first; what was found for one role is no other's."""
    written: list[Any] = ["s3:GetObject", ["s3:Get*", "iam:PassRole"], "s3:Put*", "*", ["iam:*", "*:*"], "S3:getobject"]
    statements = [allow(each, f"arn:aws:s3:::b{n}/*") for n, each in enumerate(written)]
    statements += [{"Effect": "Allow", "NotAction": each, "Resource": "*"} for each in ("s3:*", "iam:PassRole")]
    for part in (statements, statements[::-1], statements[2:]):
        subject = subject_of(policy(*part))
        for action in ("s3:GetObject", "S3:PUTOBJECT", "iam:PassRole", "iam:PutRolePolicy", "sqs:SendMessage"):
            found = subject.grants.about(action, is_allow=True)
            asked = [each for each in subject.statements if each.is_about(action.lower())]
            assert sorted(each.index for each in found) == [each.index for each in asked]
            assert all(each in subject.statements for each in found)
            assert subject.grants.about(action, is_allow=False) == []
