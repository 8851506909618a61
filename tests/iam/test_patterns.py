"""What patterns match and cover, and that no pattern takes long."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.iam import reference

from rolecast.iam import patterns
from rolecast.iam.patterns import EVERYTHING, Gapped, GappedGlob, Glob

TEXTS = st.text("ab:*?", max_size=8)
PATTERNS = st.text("ab:*?", max_size=6)


@given(PATTERNS, TEXTS)
@example("a?*b", "aab")
@example("*a*a", "a")
@example("a*a", "a")
def test_a_pattern_matches_as_the_reference(pattern: str, text: str) -> None:
    """`*` is any characters and `?` exactly one, over the whole of the text."""
    assert patterns.matches(patterns.pattern(pattern), text) == reference.glob(reference.symbols(pattern), text)


def test_patterns_are_plain_values() -> None:
    """Equal texts have equal patterns, and `**` is `*`."""
    assert patterns.pattern("a**b*") == patterns.pattern("a*b*") == Glob("a", ("b",), "")
    assert patterns.pattern("a") == Glob("a")
    assert patterns.pattern("a?c*") == GappedGlob((Gapped(3, ((0, "a"), (2, "c"))), ""))
    assert patterns.pattern("*") == patterns.pattern("***") == EVERYTHING


@pytest.mark.parametrize(
    "pattern",
    [
        "a*" * 5_000 + "b",
        "*a?" * 2_000 + "b",
        "*" * 20_000 + "b",
        "?" * 20_000,
        "*?" * 500 + "b",
        "a" * 9_000 + "*b*" + "a" * 9_000,
    ],
)
def test_many_wildcards_end(pattern: str) -> None:
    """The work is bounded by the lengths of text and pattern, where backtracking would never end."""
    assert not patterns.matches(patterns.pattern(pattern), "a" * 20_000 + "c")


def test_a_late_match_among_many() -> None:
    """The first place where a piece stands is the only one to try."""
    assert patterns.matches(patterns.pattern("*ab" * 3_000), "aab" * 3_000)
    assert not patterns.matches(patterns.pattern("*ab" * 3_001), "aab" * 3_000)


@pytest.mark.parametrize(
    ("resource", "completed"),
    [
        ("*", "*"),
        ("arn:aws:sqs", "arn:aws:sqs:*:*:*"),
        ("arn:aws:sqs:*", "arn:aws:sqs:*:*:*"),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/*"),
        ("arn:aws:logs:*:*:a:b:c", "arn:aws:logs:*:*:a:b:c"),
        ("arn:aws:sqs:${aws:RequestedRegion}", "arn:aws:sqs:${aws:RequestedRegion}:*:*"),
    ],
)
def test_an_incomplete_arn_is_completed(resource: str, completed: str) -> None:
    """With `*` for each part that lacks; colons inside of variables do not part an ARN."""
    assert patterns.completed(resource) == completed


KEY = "arn:aws:kms:us-west-2:111122223333:key/volume-kms-key-12345"


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("*", KEY, True),
        ("*key/volume-kms-key-12345", KEY, True),
        ("*key/volume-kms-key-1234", KEY, False),
        ("arn:aws:kms:*", KEY, True),
        ("arn:aws:kms", KEY, False),
        ("arn:aws:s3:*", KEY, False),
        ("*key/x", "key/x", False),
        ("", KEY, False),
    ],
)
def test_an_arn_pattern_of_fewer_than_six_parts(pattern: str, text: str, matches: bool) -> None:
    """It is compared with the ARN as a whole; what is compared must still be an ARN."""
    assert patterns.matches_arn(patterns.arn_pattern(pattern), text) is matches


@pytest.mark.parametrize(
    ("resource", "partition", "service", "covers"),
    [
        ("arn:aws:s3:::*", "aws", "s3", True),
        ("arn:aws:s3:*:*:*", "", "s3", True),
        ("arn:aws*:s3:::**", "aws-cn", "s3", True),
        ("arn:aws:s?:::*", "aws", "s3", False),
        ("arn:aws:*:*:*:*", "aws", "sagemaker", False),
        ("arn:aws:s3:::*", "aws-cn", "s3", False),
        ("arn:aws:s3:::*", "aws", "s3tables", False),
        ("arn:aws:s3:::b*", "aws", "s3", None),
        ("arn:aws:s3:::*/*", "aws", "s3", None),
        ("arn:aws:sns:us-east-1::*", "aws", "sns", None),
        ("arn:aws:sns:*:111122223333:*", "aws", "sns", None),
        ("arn:aws:s3:::", "aws", "s3", None),
        ("arn:aws:s3:*", "aws", "s3", None),
        ("*", "aws", "s3", None),
    ],
)
def test_a_resource_that_covers_a_whole_service(
    resource: str, partition: str, service: str, covers: bool | None
) -> None:
    """The service by name and nothing but wildcards after it; a region, an account or a name makes it less."""
    whole = patterns.whole_service(resource)
    assert (None if whole is None else whole.covers(partition, service)) is covers
