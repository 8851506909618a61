"""A date written as a number of seconds.

## What it does
Reports numbers that are used as values of date operators.

## Why is this bad
Readers cannot see which day is meant, and IAM Access Analyzer warns that such a date may not be interpreted as
expected.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"DateLessThan": {"aws:CurrentTime": "1798761600"}}
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
      "Condition": {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import scalars
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("INVALID_DATE_VALUE",)
JAPANESE = {
    "`{value}` of `{key}` is a number, not a date": "`{key}` の `{value}` は日付ではなく数値です",
    "use a date such as `2027-01-01T00:00:00Z`": "`2027-01-01T00:00:00Z` のような日付を使用してください",
    "use `{date}`": "`{date}` を使用してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.operator.comparison is not ValueComparison.DATE:
                continue
            for number, value in enumerate(condition.written.values):
                if len(value) > 4 and scalars.number(value) is not None:  # four digits are a year
                    message = f"`{value}` of `{condition.written.key}` is a number, not a date"
                    yield Problem(message, checked, (*condition.path, number), help=_remedy(value))


def _remedy(value: str) -> str:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(value))
    except OverflowError:
        return "use a date such as `2027-01-01T00:00:00Z`"
    return f"use `{moment:%Y-%m-%dT%H:%M:%SZ}`"
