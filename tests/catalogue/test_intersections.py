"""Two conditions in one: both hold, and nothing that either refuses is let through."""

from typing import Any

import pytest

from rolecast.catalogue.intersections import InexpressibleError, both

REGION, TYPES = "aws:RequestedRegion", "sagemaker:InstanceTypes"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {"Bool": {"k": "true"}}, {"Bool": {"k": "true"}}),
        (
            {"StringEquals": {REGION: "eu-west-1"}},
            {"StringEquals": {REGION: ["eu-west-1", "us-east-1"]}},
            {"StringEquals": {REGION: ["eu-west-1"]}},
        ),
        (
            {"StringEquals": {REGION: "eu-west-1"}},
            {"StringEquals": {"AWS:requestedRegion": "eu-west-1"}},
            {"StringEquals": {REGION: "eu-west-1"}},
        ),
        (
            {"ForAllValues:StringLike": {TYPES: ["ml.m5.*", "ml.p5.48xlarge"]}},
            {"ForAllValues:StringLike": {TYPES: ["ml.m5.large", "ml.p5.*"]}},
            {"ForAllValues:StringLike": {TYPES: ["ml.m5.large", "ml.p5.48xlarge"]}},
        ),
        (
            {"StringNotEquals": {"k": "a"}},
            {"StringNotEquals": {"k": ["a", "b"]}},
            {"StringNotEquals": {"k": ["a", "b"]}},
        ),
        # Where no value is left, some tests still hold without one.
        (
            {"ForAllValues:StringLike": {TYPES: "a"}},
            {"ForAllValues:StringLike": {TYPES: "b"}},
            {"Null": {TYPES: "true"}},
        ),
        ({"StringEqualsIfExists": {"k": "a"}}, {"StringEqualsIfExists": {"k": "b"}}, {"Null": {"k": "true"}}),
        # What one operator cannot say, its sibling does.
        (
            {"StringEquals": {REGION: "{{region}}"}},
            {"StringEquals": {REGION: ["eu-west-1"]}},
            {"StringEquals": {REGION: "{{region}}"}, "StringLike": {REGION: ["eu-west-1"]}},
        ),
        (
            {"ArnLike": {"k": "arn:aws:kms:*:*:key/a*"}},
            {"ArnLike": {"k": "arn:aws:kms:*:*:key/*b"}},
            {"ArnLike": {"k": "arn:aws:kms:*:*:key/a*"}, "ArnEquals": {"k": "arn:aws:kms:*:*:key/*b"}},
        ),
        (
            {"Bool": {"k": True}},
            {"Bool": {"k": "true"}},
            {"Bool": {"k": True}},
        ),
    ],
)
def test_what_holds_where_both_do(one: Any, other: Any, expected: Any) -> None:
    """In one Condition, which is the one that is there already as far as it can be."""
    assert both(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Bool": {"k": "false"}}, {"Bool": {"k": "true"}}),
        ({"Null": {"k": "false"}}, {"Null": {"k": "true"}}),
        ({"StringEquals": {"k": "a"}}, {"StringEquals": {"K": "b"}}),
        ({"StringLike": {"k": "a*"}}, {"StringLike": {"k": "b*"}}),
    ],
)
def test_what_no_request_meets(one: Any, other: Any) -> None:
    """There is no condition for it."""
    assert both(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"NumericLessThan": {"k": "5"}}, {"NumericLessThan": {"k": "3"}}),
        ({"ForAnyValue:StringLike": {"k": "a*"}}, {"ForAnyValue:StringLike": {"k": "b*"}}),
        ({"StringEquals": {"k": "${a:b}"}, "StringLike": {"k": "x"}}, {"StringEquals": {"k": "y"}}),
    ],
)
def test_what_one_condition_cannot_hold_is_refused(one: Any, other: Any) -> None:
    """Rather than that one takes the place of the other."""
    with pytest.raises(InexpressibleError, match="on `k`"):
        both(one, other)
