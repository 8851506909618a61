"""A condition value that its operator cannot read.

## What it does
Reads each condition value in the way its operator does: as numbers, dates, addresses, `true` or `false`, base64, ARNs
of six parts. Values with policy variables are not checked, since their values come with the request.

## Why is this bad
No request matches such a value. The condition never holds or, if the operator is negated, always holds.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"DateLessThan": {"aws:CurrentTime": "31.12.2026"}}
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"DateLessThan": {"aws:CurrentTime": "2026-12-31T00:00:00Z"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import scalars
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "TYPE_MISMATCH_BOOLEAN",
    "TYPE_MISMATCH_DATE",
    "TYPE_MISMATCH_IP_RANGE",
    "TYPE_MISMATCH_NUMBER",
    "TYPE_MISMATCH_STRING",
)
JAPANESE = {
    "`{value}` of `{key}` is not a number": "`{key}` の `{value}` は数値ではありません",
    "`{value}` of `{key}` is not a date, such as `2027-01-01T00:00:00Z`": (
        "`{key}` の `{value}` は `2027-01-01T00:00:00Z` のような日付ではありません"
    ),
    "`{value}` of `{key}` is not `true` or `false`": "`{key}` の `{value}` は `true` でも `false` でもありません",
    "`{value}` of `{key}` is not an IP address or CIDR range, such as `203.0.113.0/24`": (
        "`{key}` の `{value}` は IP アドレスでも `203.0.113.0/24` のような CIDR 範囲でもありません"
    ),
    "`{value}` of `{key}` is not base64 text": "`{key}` の `{value}` は Base64 の文字列ではありません",
    "`{value}` of `{key}` is not an ARN of six parts": (
        "`{key}` の `{value}` は 6 つの要素からなる ARN ではありません"
    ),
}
_FLAGS = ("true", "false")
_ANY_TEXT = (ValueComparison.TEXT, ValueComparison.TEXT_IGNORING_CASE, ValueComparison.TEXT_PATTERN)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            comparison = condition.operator.comparison
            if comparison in _ANY_TEXT:
                continue
            for number, value in enumerate(condition.written.values):
                fault = None if "${" in value or "{{" in value else _fault(comparison, value)
                if fault:
                    what, code = fault
                    message = f"`{value}` of `{condition.written.key}` is not {what}"
                    yield Problem(message, checked, (*condition.path, number), access_analyzer=code)


def _fault(comparison: ValueComparison, value: str) -> tuple[str, str | None] | None:
    """The expected kind of value and the code, if the value is invalid."""
    match comparison:
        case ValueComparison.NUMBER:
            return None if scalars.number(value) is not None else ("a number", "TYPE_MISMATCH_NUMBER")
        case ValueComparison.DATE:
            return (
                None
                if scalars.date(value) is not None
                else ("a date, such as `2027-01-01T00:00:00Z`", "TYPE_MISMATCH_DATE")
            )
        case ValueComparison.FLAG | ValueComparison.ABSENCE:
            return None if value.lower() in _FLAGS else ("`true` or `false`", "TYPE_MISMATCH_BOOLEAN")
        case ValueComparison.ADDRESS:
            what = "an IP address or CIDR range, such as `203.0.113.0/24`"
            return None if scalars.network(value) is not None else (what, "TYPE_MISMATCH_IP_RANGE")
        case ValueComparison.BINARY:
            return None if scalars.binary(value) is not None else ("base64 text", "TYPE_MISMATCH_STRING")
        case ValueComparison.ARN:
            # `*key/name` is matched against the whole ARN, as on AWS's page on SageMaker.
            return None if value.count(":") >= 5 or value.startswith("*") else ("an ARN of six parts", None)
        case ValueComparison.TEXT | ValueComparison.TEXT_IGNORING_CASE | ValueComparison.TEXT_PATTERN:
            return None
