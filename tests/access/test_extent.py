"""On which resources a role may do an action."""

from __future__ import annotations

from typing import Any

import pytest
from tests.access.asking import role

from rolecast.access.extent import example, extents
from rolecast.access.questions import Asker
from rolecast.iam.decision import Answer
from rolecast.role import AttachedPolicy

BUCKET = "arn:aws:s3:::fraud"


def statement(effect: str, **elements: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "s3:*Object", **elements}


def allow(*resources: str, **elements: Any) -> dict[str, Any]:
    return statement("Allow", Resource=list(resources), **elements)


def deny(*resources: str, **elements: Any) -> dict[str, Any]:
    return statement("Deny", Resource=list(resources), **elements)


def found(*statements: dict[str, Any], action: str = "s3:GetObject", **settings: Any) -> list[tuple[str, str]]:
    reached = extents(Asker(role(*statements, **settings)), action, {})
    return [(each.pattern, each.reply.answer.value) for each in reached if each.is_possible]


IF_SECURE = {"Bool": {"aws:SecureTransport": "true"}}


@pytest.mark.parametrize(
    ("statements", "reached"),
    [
        ([], []),
        ([allow(f"{BUCKET}/*")], [(f"{BUCKET}/*", "allow")]),
        # A bucket is no object, and `*` of another service none either.
        ([allow(BUCKET)], []),
        ([allow("arn:aws:sns:*:*:*")], []),
        ([allow("arn:aws:s3:::fr*")], [("arn:aws:s3:::fr*", "allow")]),
        ([allow(f"{BUCKET}/a?c")], [(f"{BUCKET}/a?c", "allow")]),
        ([allow("*")], [("*", "allow")]),
        # What another pattern covers is not said again.
        ([allow(f"{BUCKET}/a/*", f"{BUCKET}/*"), allow(f"{BUCKET}/b")], [(f"{BUCKET}/*", "allow")]),
        ([allow(f"{BUCKET}/*", Condition=IF_SECURE)], [(f"{BUCKET}/*", "unknown")]),
        (
            [allow(f"{BUCKET}/*", Condition=IF_SECURE), allow(f"{BUCKET}/a")],
            [(f"{BUCKET}/a", "allow"), (f"{BUCKET}/*", "unknown")],
        ),
        ([allow(f"{BUCKET}/${{aws:PrincipalTag/team}}/*")], [(f"{BUCKET}/${{aws:PrincipalTag/team}}/*", "unknown")]),
        # Denies of all of it, of a part of it, of all but a part of it, under a condition.
        ([allow(f"{BUCKET}/*"), deny("*")], []),
        ([allow(f"{BUCKET}/*"), deny("arn:aws:s3:::fr*/*")], []),
        ([allow(f"{BUCKET}/*"), deny(f"{BUCKET}/raw/*")], [(f"{BUCKET}/*", "allow")]),
        ([allow("*"), statement("Deny", NotResource=f"{BUCKET}/*")], [(f"{BUCKET}/*", "allow")]),
        ([allow(f"{BUCKET}/*"), statement("Deny", NotResource="arn:aws:s3:::other/*")], []),
        ([allow(f"{BUCKET}/*"), deny("*", Condition=IF_SECURE)], [(f"{BUCKET}/*", "unknown")]),
        ([statement("Allow", NotResource=f"{BUCKET}/*")], [("*", "allow")]),
    ],
)
def test_patterns_on_which_a_role_may(statements: list[dict[str, Any]], reached: list[tuple[str, str]]) -> None:
    """Of resources that the action can be about, with what Denies leave, those that are certain first."""
    assert found(*statements) == reached


def test_what_a_deny_takes_from_a_pattern() -> None:
    """It is an exception of the pattern that it is within."""
    asker = Asker(role(allow(f"{BUCKET}/*", "arn:aws:s3:::other/*"), deny(f"{BUCKET}/raw/*", "arn:aws:s3:::third/*")))
    assert [(each.pattern, each.exceptions) for each in extents(asker, "s3:GetObject", {})] == [
        (f"{BUCKET}/*", (f"{BUCKET}/raw/*",)),
        ("arn:aws:s3:::other/*", ()),
    ]


def test_the_boundary_limits_the_patterns() -> None:
    """To nothing, or to those that it names."""
    read_only = AttachedPolicy("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    assert found(allow("*"), action="s3:PutObject", permissions_boundary=read_only) == []
    assert found(allow(f"{BUCKET}/*"), permissions_boundary=read_only) == [(f"{BUCKET}/*", "allow")]
    canvas = AttachedPolicy("arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess")
    inside = found(allow("*"), action="s3:PutObject", permissions_boundary=canvas)
    assert ("*", "allow") not in inside
    assert ("arn:aws:s3:::*SageMaker*", "allow") in inside


def test_a_policy_that_is_not_known_makes_it_unknown() -> None:
    """It may deny."""
    own = AttachedPolicy("arn:aws:iam::123456789012:policy/own")
    assert found(allow(f"{BUCKET}/*"), attached=(own,)) == [(f"{BUCKET}/*", "unknown")]


def test_a_certain_pattern_has_a_resource_that_is_allowed() -> None:
    """The one that it was tried with."""
    asker = Asker(role(allow("arn:aws:s3:::fr*"), deny(f"{BUCKET}/*")))
    (reach,) = extents(asker, "s3:GetObject", {})
    again = asker.ask("s3:GetObject", reach.reply.request.resource, {})
    assert (again.answer, reach.is_certain) == (Answer.ALLOW, True)


def test_an_example_is_of_a_type_that_each_request_names() -> None:
    """In the role's own account and region; none for an action without types, or one that is not known."""
    asker = Asker(role(allow("*")))
    job = "arn:aws:sagemaker:us-east-1:123456789012:training-job/rolecast-probe"
    assert example(asker, "sagemaker:CreateTrainingJob") == job
    assert example(asker, "sagemaker:Search") is None
    assert example(asker, "s3:NewerThanTheData") is None
