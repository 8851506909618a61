"""What patterns match and cover, and that no pattern takes long."""

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
def test_a_pattern_matches_as_the_reference(pattern, text):
    """`*` is any characters and `?` exactly one, over the whole of the text."""
    assert patterns.matches(patterns.pattern(pattern), text) == reference.glob(reference.symbols(pattern), text)


def test_patterns_are_plain_values():
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
def test_many_wildcards_end(pattern):
    """The work is bounded by the lengths of text and pattern, where backtracking would never end."""
    assert not patterns.matches(patterns.pattern(pattern), "a" * 20_000 + "c")


def test_a_late_match_among_many():
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
def test_an_incomplete_arn_is_completed(resource, completed):
    """With `*` for each part that lacks; colons inside of variables do not part an ARN."""
    assert patterns.completed(resource) == completed


@pytest.mark.parametrize("text", ["arn:aws:sns", "arn:aws:sns:*", "", "a:b:c:d:e"])
def test_an_incomplete_arn_pattern_of_a_condition_is_none(text):
    """It matches nothing."""
    assert patterns.arn_pattern(text) is None
