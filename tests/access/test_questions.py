"""What a role may do, when not everything is given."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.asking import role

from rolecast.access import questions
from rolecast.access.policies import policies_of
from rolecast.access.questions import Asker
from rolecast.iam import services
from rolecast.iam.decision import Answer
from rolecast.iam.requests import ABSENT
from rolecast.role import AttachedPolicy

OBJECT = "arn:aws:s3:::fraud/train.csv"


def allow(condition: dict[str, Any] | None = None, resource: str = "*", effect: str = "Allow") -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": effect, "Action": "s3:GetObject", "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


@pytest.mark.parametrize(
    ("action", "resource", "context", "answer"),
    [
        ("sagemaker:CreateModel", "arn:aws:sagemaker:us-east-1:123456789012:model/m", {}, Answer.ALLOW),
        ("sagemaker:CreateModel", "arn:aws:sagemaker:us-east-1:210987654321:model/m", {}, Answer.IMPLICIT_DENY),
        # What the question says of the key counts.
        (
            "sagemaker:CreateModel",
            "arn:aws:sagemaker:us-east-1:123456789012:model/m",
            {"AWS:ResourceAccount": "210987654321"},
            Answer.IMPLICIT_DENY,
        ),
        # The ARN of a bucket does not say whose it is, and some requests of EC2 lack the key.
        ("s3:GetObject", OBJECT, {}, Answer.UNKNOWN),
        ("ec2:CreateVpcEndpoint", "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1", {}, Answer.UNKNOWN),
        ("EC2:createVolume", "arn:aws:ec2:us-east-1:123456789012:volume/*", {}, Answer.UNKNOWN),
        ("ebs:PutSnapshotBlock", "arn:aws:ec2:us-east-1:123456789012:snapshot/s", {}, Answer.UNKNOWN),
        ("ec2:DeleteVpc", "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1", {}, Answer.ALLOW),
        ("ec2:DeleteVpc", "arn:aws:ec2:us-east-1:210987654321:vpc/vpc-1", {}, Answer.IMPLICIT_DENY),
    ],
)
def test_an_arn_tells_whose_the_resource_is(
    action: str, resource: str, context: dict[str, str], answer: Answer
) -> None:
    """The account in it is what `aws:ResourceAccount` has."""
    condition = {"StringEquals": {"aws:ResourceAccount": "123456789012"}}
    asker = Asker(role({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}))
    assert asker.ask(action, resource, context).answer is answer


def test_the_actions_without_a_resource_account_are_actions() -> None:
    """Each is in the service reference."""
    for each in questions._WITHOUT_RESOURCE_ACCOUNT:
        prefix, _, name = each.partition(":")
        known = services.service(prefix)
        assert known is not None
        assert name in known.actions, each


@pytest.mark.parametrize(
    ("statements", "context", "answer", "needed"),
    [
        ([allow()], {}, Answer.ALLOW, ()),
        ([], {}, Answer.IMPLICIT_DENY, ()),
        ([allow({"StringEquals": {"s3:x": "a"}})], {}, Answer.UNKNOWN, ("s3:x",)),
        ([allow({"StringEquals": {"s3:x": "a"}})], {"s3:x": "a"}, Answer.ALLOW, ()),
        ([allow({"StringEquals": {"s3:x": "a"}})], {"s3:x": "b"}, Answer.IMPLICIT_DENY, ()),
        # What would not change the answer is not asked for.
        ([allow(), allow({"StringEquals": {"s3:x": "a"}})], {}, Answer.ALLOW, ()),
        # A negated operator holds without the key, and may not hold with it.
        ([allow({"StringNotEquals": {"s3:x": "a"}})], {}, Answer.UNKNOWN, ("s3:x",)),
        ([allow(), allow({"Bool": {"aws:SecureTransport": "false"}}, effect="Deny")], {}, Answer.UNKNOWN, None),
        # One condition fails on what was given: the other key does not matter any more.
        ([allow({"StringEquals": {"s3:x": "a", "s3:y": "b"}})], {"s3:x": "z"}, Answer.IMPLICIT_DENY, ()),
        ([allow(resource="arn:aws:s3:::fraud/${aws:PrincipalTag/team}.csv")], {}, Answer.UNKNOWN, None),
        # A key that is given as absent is not asked for.
        ([allow({"StringEquals": {"s3:x": "a"}})], {"S3:X": ABSENT}, Answer.IMPLICIT_DENY, ()),
        ([allow({"StringNotEquals": {"s3:x": "a"}})], {"s3:x": ABSENT}, Answer.ALLOW, ()),
        ([allow({"Null": {"s3:x": "true"}})], {"s3:x": ABSENT}, Answer.ALLOW, ()),
        ([allow(resource="arn:aws:s3:::fraud/${s3:x, 'train'}.csv")], {"s3:x": ABSENT}, Answer.ALLOW, ()),
        ([allow({"StringEquals": {"s3:x": "a", "s3:y": "b"}})], {"s3:x": ABSENT}, Answer.IMPLICIT_DENY, ()),
        # A role's session has no user name, whoever asks.
        ([allow(resource="arn:aws:s3:::fraud/${aws:username}/*")], {}, Answer.IMPLICIT_DENY, ()),
    ],
)
def test_an_answer_is_unknown_where_a_key_would_change_it(
    statements: list[dict[str, Any]], context: dict[str, str], answer: Answer, needed: tuple[str, ...] | None
) -> None:
    """And is certain where no key that was not given could."""
    reply = Asker(role(*statements)).ask("s3:GetObject", OBJECT, context)
    assert reply.answer is answer
    if needed is not None:
        assert reply.needed == needed


KEYS = ("s3:x", "s3:y")
CONDITIONS = st.one_of(
    st.none(),
    st.builds(
        lambda operator, key, value: {operator: {key: value}},
        st.sampled_from(["StringEquals", "StringNotEquals", "StringEqualsIfExists"]),
        st.sampled_from(KEYS),
        st.sampled_from(["a", "b"]),
    ),
    st.builds(lambda key, value: {"Null": {key: value}}, st.sampled_from(KEYS), st.sampled_from(["true", "false"])),
)
STATEMENTS = st.lists(st.builds(allow, CONDITIONS, st.just("*"), st.sampled_from(["Allow", "Deny"])), max_size=4)


@given(STATEMENTS)
def test_a_certain_answer_holds_whatever_the_keys_are(statements: list[dict[str, Any]]) -> None:
    """Every way to give the keys, or to leave them away, gets the yes or no that was certain without them."""
    asker = Asker(role(*statements))
    reply = asker.ask("s3:GetObject", OBJECT, {})
    choices: list[list[str | tuple[str, ...] | None]] = [[None, ABSENT, "a", "b", "c"] for _ in KEYS]
    contexts = [
        {key: value for key, value in zip(KEYS, values, strict=True) if value is not None}
        for values in product(*choices)
    ]
    answers = {asker.ask("s3:GetObject", OBJECT, context).decision.answer for context in contexts}
    assert reply.decision.answer in answers
    if reply.answer is Answer.ALLOW:
        assert answers == {Answer.ALLOW}
    elif reply.answer is not Answer.UNKNOWN:
        assert Answer.ALLOW not in answers


def test_a_deny_under_a_condition_of_what_nothing_allows_is_no() -> None:
    """Whether the Deny matches too depends on a key; that it is denied does not."""
    reply = Asker(role(allow({"StringEquals": {"s3:x": "a"}}, effect="Deny"))).ask("s3:GetObject", OBJECT, {})
    assert (reply.answer, reply.needed) == (Answer.IMPLICIT_DENY, ())


def test_what_follows_from_the_role_need_not_be_given() -> None:
    """Its ARN, its account and its tags."""
    condition = {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/sagemaker-key"},
        "StringEquals": {"aws:PrincipalAccount": "123456789012", "aws:PrincipalTag/team": "fraud"},
    }
    reply = Asker(role(allow(condition), tags={"team": "fraud"})).ask("s3:GetObject", OBJECT, {})
    assert reply.answer is Answer.ALLOW


def test_attached_policies_and_the_boundary_take_part() -> None:
    """AWS's own by the documents that are shipped; one of the account's is not available, so nothing is certain."""
    full = AttachedPolicy("arn:aws:iam::aws:policy/AmazonS3FullAccess")
    read = AttachedPolicy("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    own = AttachedPolicy("arn:aws:iam::123456789012:policy/own")
    attached = Asker(role(attached=(full,)))
    bounded = Asker(role(attached=(full,), permissions_boundary=read))
    assert attached.ask("s3:DeleteBucket", "arn:aws:s3:::fraud", {}).answer is Answer.ALLOW
    reply = bounded.ask("s3:DeleteBucket", "arn:aws:s3:::fraud", {})
    assert (reply.answer, [layer.value for layer in reply.decision.blocked_by]) == (Answer.IMPLICIT_DENY, ["boundary"])
    unknown = Asker(role(attached=(own,))).ask("s3:GetObject", OBJECT, {})
    assert (unknown.answer, unknown.decision.unavailable) == (Answer.UNKNOWN, (own.arn,))
    assert policies_of(role(attached=(own,))).identity[-1].document is None


def test_a_condition_is_not_all_that_a_missing_policy_leaves_open() -> None:
    """Whatever the key is, the boundary, the key's own policy or the owner of the resource has to allow too."""
    gone = AttachedPolicy("arn:aws:iam::123456789012:policy/gone")
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}
    under_condition = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    foreign = "arn:aws:sagemaker:us-east-1:999999999999:model/shared"
    for asker, action, resource, missing in (
        (Asker(role(under_condition, permissions_boundary=gone)), "s3:GetObject", OBJECT, gone.arn),
        (Asker(role(under_condition)), "sagemaker:DescribeModel", foreign, foreign),
    ):
        for context in ({}, {"aws:PrincipalOrgID": "o-1234567890"}):
            reply = asker.ask(action, resource, context)
            assert (reply.answer, reply.needed, reply.decision.unavailable) == (Answer.UNKNOWN, (), (missing,))
        assert asker.ask(action, resource, {"aws:PrincipalOrgID": "o-0987654321"}).answer is Answer.IMPLICIT_DENY


def test_across_accounts_the_resource_has_a_say() -> None:
    """Its policy is not known here, so that an Allow of the role's own is not enough to be sure."""
    arn = "arn:aws:sagemaker:us-east-1:999999999999:model-package/shared"
    statement = {"Effect": "Allow", "Action": "sagemaker:DescribeModelPackage", "Resource": "*"}
    reply = Asker(role(statement)).ask("sagemaker:DescribeModelPackage", arn, {})
    assert (reply.answer, reply.decision.unavailable) == (Answer.UNKNOWN, (arn,))
    denied = Asker(role()).ask("sagemaker:DescribeModelPackage", arn, {})
    assert denied.answer is Answer.IMPLICIT_DENY
