"""Which resource types an ARN can be of."""

from __future__ import annotations

import pytest

from rolecast.checks import arns
from rolecast.iam import services


@pytest.mark.parametrize(
    ("prefix", "resource", "types"),
    [
        ("s3", "arn:aws:s3:::raw-data", {"bucket"}),
        ("s3", "arn:aws:s3:::raw-data/*", {"object"}),
        ("s3", "arn:aws:s3:::raw-data*", {"bucket", "object"}),
        ("s3", "arn:aws:s3:::raw/images", {"object"}),
        ("s3", "arn:{{partition}}:s3:::sagemaker-{{region}}-{{account}}", {"bucket"}),
        ("sagemaker", "arn:aws:sagemaker:*:*:training-job/*", {"training-job"}),
        ("sagemaker", "arn:aws:sagemaker:*:*:training-job*", {"training-job"}),
        ("sagemaker", "arn:aws:sagemaker:*:*:trainingjob/*", set()),
        ("sagemaker", "arn:aws:sagemaker:us-east-1:{{account}}:model/${aws:PrincipalTag/team}", {"model"}),
        ("sagemaker", "arn:aws:s3:::raw-data", set()),
        ("kms", "arn:aws:kms:us-east-1:123456789012:alias/fraud", {"alias"}),
        ("ssm", "arn:aws:ssm:us-east-1::document/AWS-RunShellScript", {"document"}),
        ("iam", "arn:aws:iam:us-east-1:123456789012:role/compute", set()),
    ],
)
def test_the_types_of_an_arn(prefix: str, resource: str, types: set[str]) -> None:
    """An ARN is of the types whose formats it fits part by part; a bucket's name has no slash."""
    assert arns.types(prefix, resource) == types


def test_a_wildcard_for_the_type_matches_every_type() -> None:
    """As AWS's own templates rely on."""
    known = services.service("sagemaker")
    assert known is not None
    assert arns.types("sagemaker", "arn:aws:sagemaker:*:*:*/*") == known.resource_types.keys()
    assert arns.types("sagemaker", "*") == known.resource_types.keys()


@pytest.mark.parametrize(
    ("resource", "is_everything"),
    [("*", True), ("**", True), ("", False), ("arn:aws:s3:::*", False), ("arn:*", False)],
)
def test_what_matches_everything(resource: str, is_everything: bool) -> None:
    """Only `*` matches the resource of an action without resource types."""
    assert arns.is_everything(resource) is is_everything


@pytest.mark.parametrize(
    ("resource", "is_any"),
    [
        ("*", True),
        ("arn:aws:iam::*:role/*", True),
        ("arn:aws:iam::123456789012:*", True),
        ("arn:aws:iam::*:role/fraud-*", False),
        ("arn:aws:iam::*:role/service-role/*", False),
        ("arn:aws:iam::*:user/*", False),
        ("arn:aws:sqs:*:*:*", False),
    ],
)
def test_what_matches_any_role(resource: str, is_any: bool) -> None:
    """A pattern with a name or a path of its own does not match every role; one of the account alone does."""
    assert arns.is_any(resource, "iam", "role/${Name}") is is_any
