"""Whatever the document is, check tells what is wrong with it: never a traceback, never a hang."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.checks.checking import allow, check, findings, policy, subject_of

from rolecast.checks.reports.formats import ReportFormat, render
from rolecast.checks.reports.results import FileResult, Results
from rolecast.checks.subjects import MOST_CHARACTERS

ACTIONS = st.sampled_from(
    [
        "*",
        "s3:*",
        "S3:get*",
        "s3:GetObject",
        "iam:PassRole",
        "sagemaker:CreateTrainingJob",
        "x:y",
        "s3:?",
        "*:*",
        "a",
        "",
    ]
)
RESOURCES = st.sampled_from(
    [
        *(
            "*",
            "**",
            "arn:aws:s3:::a",
            "arn:aws:s3:::a/*",
            "arn:*",
            "arn:aws:iam::*:role/*",
            "arn:aws:s3*",
            "arn::::::",
        ),
        *("arn:aws:sagemaker:${aws:x}:{{account}}:a/${", "arn:aws:x:::", "arn:aws:s3:::${*}${$}", "arn:", "no", ""),
    ]
)
OPERATORS = st.sampled_from(
    ["StringEquals", "ForAllValues:StringLike", "ForAnyValue:ArnLike", "Null", "Bool", "IpAddress", "DateEquals", "No"]
)
KEYS = st.sampled_from(
    ["iam:PassedToService", "sagemaker:VpcSubnets", "aws:SourceIp", "aws:TagKeys", "aws:RequestTag/x", "x:y", "x", ":"]
)
VALUES = st.one_of(
    st.sampled_from(["*", "true", "10.0.0.0/8", "${aws:username}", "${", "2026-01-01", ""]), st.booleans()
)


def one_or_more(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, max_size=3))


STATEMENTS = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"])},
    optional={
        "Sid": st.text(max_size=3),
        "Action": one_or_more(ACTIONS),
        "NotAction": one_or_more(ACTIONS),
        "Resource": one_or_more(RESOURCES),
        "NotResource": one_or_more(RESOURCES),
        "Principal": st.one_of(
            st.just("*"), st.dictionaries(st.sampled_from(["AWS", "Service"]), one_or_more(RESOURCES))
        ),
        "Condition": st.dictionaries(OPERATORS, st.dictionaries(KEYS, one_or_more(VALUES), max_size=2), max_size=2),
    },
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.lists(STATEMENTS, max_size=4), st.sampled_from([None, "2012-10-17", "2008-10-17"]))
def test_policies_of_all_kinds(statements: list[dict[str, Any]], version: str | None) -> None:
    """Statements of pieces that are right, wrong and odd are checked, and the findings can be shown."""
    found = check(subject_of(policy(*statements, version=version), "policy.json"))
    assert found == check(subject_of(policy(*statements, version=version), "policy.json"))
    results = Results((FileResult("policy.json", tuple(found)),))
    for each in ReportFormat:
        assert "{actions}" not in render(results, each)


@given(JSON, JSON)
def test_what_is_no_policy(document: Any, statement: Any) -> None:
    """Any JSON value is taken."""
    assert {finding.rule for finding in check(subject_of(document))} == {"invalid-policy"}
    check(subject_of({"Version": "2012-10-17", "Statement": statement}))


def test_a_document_that_is_far_too_long() -> None:
    """It is said that it is not looked into."""
    long = policy(allow("s3:GetObject", [f"arn:aws:s3:::{number}/*" for number in range(MOST_CHARACTERS // 15)]))
    (finding,) = check(long)
    assert finding.rule == "invalid-policy"
    assert "is not looked into" in finding.message


def test_numbers_of_any_size() -> None:
    """A condition value may be a number that no processor has a register for."""
    condition = {"NumericLessThan": {"s3:max-keys": 10**30}}
    assert "invalid-policy" not in {
        finding.rule for finding in check(policy(allow("s3:ListBucket", Condition=condition)))
    }


def test_many_statements_and_long_lists() -> None:
    """Comparing each with each stops where no policy of one's own has room for as many."""
    few = policy(*[allow(f"s3:Get{number}*", "arn:aws:s3:::b/*") for number in range(300)], allow("s3:Get*"))
    assert len(findings("redundant-statement", few)) == 300
    many = policy(*[allow("s3:Get*", f"arn:aws:s3:::b{number}/*") for number in range(2_500)], allow("s3:Get*"))
    assert findings("redundant-statement", many) == []
    actions = [f"s3:*{number}*" for number in range(2_500)]
    assert findings("redundant-action", policy(allow([*actions, "s3:*"]))) == []
