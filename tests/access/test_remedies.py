"""What would let a role of the catalogue do what it may not."""

from __future__ import annotations

import pytest

from rolecast.access.remedies import remedies
from rolecast.composition.compose import compose
from rolecast.iam.requests import Request
from rolecast.role import Role
from rolecast.rolefile.load import parse

SAGEMAKER = "arn:aws:sagemaker:us-east-1:123456789012"


def role(text: str) -> Role:
    head = 'version: 1\naccount: "123456789012"\nregion: us-east-1\n'
    return compose(parse(f"{head}roles:\n  one: {text}\n"))["one"].resolve()


@pytest.mark.parametrize(
    ("text", "action", "resource", "said"),
    [
        (
            "{activities: {manage-ml-jobs: }}",
            "sagemaker:StopTransformJob",
            f"{SAGEMAKER}:transform-job/t",
            ["add `manage-ml-jobs/stop-transform-job` to `corrections`, or take `edition: corrected`"],
        ),
        (
            "{activities: {s3-bucket-access: {s3_buckets: [fraud]}}}",
            "s3:GetObject",
            "arn:aws:s3:::other/a/b",
            ["add `other` to `s3_buckets` of `s3-bucket-access`"],
        ),
        # The parameter before an activity that would allow more.
        (
            "{activities: {s3-bucket-access: {s3_buckets: [fraud]}}}",
            "s3:ListBucket",
            "arn:aws:s3:::other",
            ["add `other` to `s3_buckets` of `s3-bucket-access`"],
        ),
        # Of two activities the one whose parameter names the resource.
        (
            "{activities: {manage-ml-jobs: }}",
            "s3:DeleteObject",
            "arn:aws:s3:::other/a",
            ["tick `s3-bucket-access`, the narrowest activity that allows it"],
        ),
        (
            "{activities: {manage-ml-jobs: }}",
            "athena:StartQueryExecution",
            "arn:aws:athena:us-east-1:123456789012:workgroup/w",
            ["tick `query-athena-workgroups`, the narrowest activity that allows it"],
        ),
        ("{activities: {manage-ml-jobs: }}", "ec2:RunInstances", "*", []),
    ],
)
def test_the_narrowest_remedy_comes_first(text: str, action: str, resource: str, said: list[str]) -> None:
    """A correction or the value of a parameter; without any, the activity that allows the least beside."""
    assert list(remedies(role(text), Request(action, resource), is_named=True)) == said


def test_what_fails_on_the_request_is_no_remedy() -> None:
    """An activity that passes roles to SageMaker alone does not help to pass one to EC2."""
    arn = "arn:aws:iam::123456789012:role/other"
    one = role("{activities: {s3-full-access: }}")
    for service, is_found in (("ec2.amazonaws.com", False), ("sagemaker.amazonaws.com", True)):
        request = Request("iam:PassRole", arn, context={"iam:PassedToService": service})
        assert bool(list(remedies(one, request, is_named=True))) is is_found


def test_without_a_resource_any_will_do() -> None:
    """The made-up name that the question was tried with is not looked at."""
    one = role("{activities: {manage-ml-jobs: }}")
    request = Request("glue:GetTable", "arn:aws:glue:us-east-1:123456789012:table/rolecast-probe/rolecast-probe")
    assert "manage-glue-tables" not in "".join(remedies(one, request, is_named=True))
    said = ["tick `manage-glue-tables`, the narrowest activity that allows it"]
    assert list(remedies(one, request, is_named=False)) == said
