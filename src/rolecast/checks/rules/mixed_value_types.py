"""Values of one condition that have different JSON types.

## What it does
Reports a list of condition values that mixes strings with numbers or booleans.

## Why is this bad
IAM Access Analyzer reports it as an error, and tools that write policies silently change such values.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::raw-data",
      "Condition": {"NumericLessThanEquals": {"s3:max-keys": [10, "20"]}}
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
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::raw-data",
      "Condition": {"NumericLessThanEquals": {"s3:max-keys": "20"}}
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

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import Bare

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("INVALID_CONDITION_DATA_TYPE",)
JAPANESE = {
    "the values of `{key}` have different types": "`{key}` の値の型が異なります",
    "write all of them as strings": "すべて文字列として書いてください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.statement.conditions:  # statements distinguish 10 from "10"
            if len({isinstance(value, Bare) for value in condition.values}) > 1:
                message = f"the values of `{condition.key}` have different types"
                path = ("Condition", condition.operator, condition.key)
                yield Problem(message, checked, path, help="write all of them as strings")
