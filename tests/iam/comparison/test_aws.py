"""What AWS decides beside the statements that match: whole services, its own resources, calls without permission."""

from __future__ import annotations

import pytest
from tests.iam.comparison.sides import Json, actions, allow, assert_replays, deny, document, read, trust_policy

from rolecast.iam.comparison import Comparison, Verdict, compare

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/ana"
BUCKET = "arn:aws:s3:::data/*"


def compared(old: Json, new: Json) -> Comparison:
    """The comparison of two sides as cases have them, whose requests replay."""
    comparison = compare(read(old), read(new))
    assert_replays(comparison, old, new)
    return comparison


def of_identity(old: Json, new: Json) -> Comparison:
    return compared({"identity": [document(old)]}, {"identity": [document(new)]})


def test_all_of_a_service_is_any_resource_of_it() -> None:
    """An action without resource types is allowed by `arn:aws:s3:::*`, for its own service alone."""
    every, whole = allow("s3:ListAllMyBuckets"), allow("s3:ListAllMyBuckets", "arn:aws:s3:::*")
    assert actions(of_identity(whole, every), listed=True) == set()
    other = of_identity(allow("s3:ListAllMyBuckets", "arn:aws:sqs:*:*:*"), whole)
    assert [gain.request.resource for gain in other.gains if gain.heading.listed] == ["*"]
    assert not any(loss.heading.listed for loss in other.losses)
    gained = of_identity(allow("s3:*", BUCKET), allow("s3:*", "arn:aws:s3:::*"))
    assert "s3:ListAllMyBuckets" in actions(gained)


def test_all_of_a_service_in_statements_about_every_action() -> None:
    """They are looked at one service by one, names that AWS does not have yet too."""
    gained = of_identity(allow("*", BUCKET), allow("*", "arn:aws:s3:::*"))
    assert {"s3:ListAllMyBuckets", "s3:ListBucket"} <= actions(gained)
    assert {gain.heading.service for gain in gained.gains if gain.request.resource == "*"} == {"s3"}
    named = {"Effect": "Allow", "NotAction": "s3:*Bucket*", "Resource": "arn:aws:s3:::*"}
    stricter = of_identity(named, {**named, "NotAction": "s3:*"})
    assert {gain.heading.service for gain in stricter.losses if gain.request.resource == "*"} == {"s3"}


def test_what_only_aws_may_change_is_no_gain() -> None:
    """To be allowed to change roles of services changes nothing; a Deny of it loses nothing."""
    nothing, service_linked = allow("s3:GetObject"), "arn:aws:iam::*:role/aws-service-role/*"
    old = {"identity": [document(nothing)]}
    assert compared(old, {"identity": [document(nothing, allow("iam:DeleteRole", service_linked))]}).verdict is (
        Verdict.SAME
    )
    own = [document(nothing, allow("iam:*"))]
    assert compared(
        {"identity": own}, {"identity": [*own, document(deny("iam:DeleteRole", service_linked))]}
    ).verdict is (Verdict.SAME)
    gained = compared(old, {"identity": [document(nothing, allow("iam:UpdateRole", service_linked))]})
    assert gained.verdict is Verdict.MORE


def test_calls_that_need_no_permission_are_no_difference() -> None:
    """Whoever makes them, or users alone."""
    nothing, free = allow("s3:GetObject"), ["sts:GetCallerIdentity", "cognito-idp:SignUp", "s3:GetObject"]
    assert of_identity(nothing, allow(free)).verdict is Verdict.SAME
    gained = of_identity(nothing, allow(["s3:GetObject", "sts:GetSessionToken"]))
    assert actions(gained) == {"sts:GetSessionToken"}
    policy = {**allow("sts:GetSessionToken"), "Principal": {"AWS": USER}}
    other = {**policy, "Principal": {"AWS": "arn:aws:iam::444455556666:user/x"}}
    assert compared({"resource": document(policy)}, {"resource": document(other)}).verdict is Verdict.SAME


def test_a_partial_pattern_that_only_known_names_match() -> None:
    """A call that needs no permission is no example of a name that AWS may add."""
    old = {"identity": [document(allow("sts:Get*"), deny("sts:GetF*"), deny("sts:*Token"))]}
    new = {"identity": [document(allow("sts:Get*"), deny("sts:GetF*"))]}
    gained = compared(old, new)
    assert gained.verdict is Verdict.MORE
    assert "sts:GetCallerIdentity" not in {gain.request.action for gain in gained.gains}


def test_requests_without_a_signature() -> None:
    """Everybody is nobody known too; not for a role, which takes signed requests alone."""
    to_everybody = {**allow("s3:GetObject", BUCKET), "Principal": "*"}
    gained = compared(
        {"resource": document({**to_everybody, "Principal": {"AWS": USER}})}, {"resource": document(to_everybody)}
    )
    assert "anonymous" in {principal for gain in gained.gains for principal in gain.principals}
    to_assume = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    trusted = compare(trust_policy({**to_assume, "Principal": {"AWS": USER}}), trust_policy(to_assume))
    assert trusted.verdict is Verdict.MORE
    assert "anonymous" not in {principal for gain in trusted.gains for principal in gain.principals}


@pytest.mark.parametrize(("action", "expected"), [("s3:GetObject", Verdict.MORE), ("sqs:SendMessage", Verdict.SAME)])
def test_an_account_in_the_policy_of_an_endpoint(action: str, expected: Verdict) -> None:
    """At a gateway it is the root user alone; elsewhere all of the account's principals."""
    own = {"identity": [document(allow(action))]}
    account, user = (
        {**own, "endpoint": document({**allow(action), "Principal": {"AWS": principal}})}
        for principal in ([ACCOUNT], [ACCOUNT, USER])
    )
    assert compared(account, user).verdict is expected


def test_a_boundary_and_not_principal() -> None:
    """A Deny with NotPrincipal spares nobody who has a boundary, so that it makes no difference whom it lists."""
    everybody = {**allow("s3:GetObject", BUCKET), "Principal": "*"}
    spared = [f"arn:aws:iam::{ACCOUNT}:root", USER]

    def side(spared: list[str], *boundary: Json) -> Json:
        fewer = {**deny("s3:GetObject", BUCKET), "NotPrincipal": {"AWS": spared}}
        more = {"boundary": [document(*boundary)]} if boundary else {}
        return {"resource": document(everybody, fewer), "identity": [document(allow("s3:*"))], **more}

    assert compared(side(spared[:1]), side(spared)).verdict is Verdict.MORE
    assert compared(side(spared[:1], allow("*")), side(spared, allow("*"))).verdict is Verdict.SAME


def test_a_condition_on_an_arn_as_a_whole() -> None:
    """A pattern with fewer than six parts is compared with the whole ARN, wherever its parts end."""

    def when(*arns: str) -> Json:
        return allow("sns:Publish", Condition={"ArnLike": {"aws:SourceArn": list(arns)}})

    assert of_identity(when("*key/one"), when("arn:*:*:*:*:*key/one")).verdict is Verdict.SAME
    assert of_identity(when("arn:aws:kms:*:*:key/one"), when("*key/one")).verdict is Verdict.MORE
    assert of_identity(when("*:t*"), when("arn:*:t*", "arn:t*")).verdict is Verdict.SAME
    assert of_identity(when("*"), when("arn:*:*:*:*:*")).verdict is Verdict.SAME
