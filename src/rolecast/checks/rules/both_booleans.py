"""A boolean condition that accepts both `true` and `false`.

## What it does
Reports a `Bool` or `Null` condition whose values include both `true` and `false`.

## Why is this bad
It holds for every request that has the key or, with `Null`, for every request at all, so it limits nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"Bool": {"aws:SecureTransport": ["true", "false"]}}
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
      "Condition": {"Bool": {"aws:SecureTransport": "true"}}
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
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("INVALID_CONDITION_MULTIPLE_BOOLEAN",)
JAPANESE = {
    "`{operator}` of `{key}` accepts both `true` and `false`": (
        "`{key}` の `{operator}` に `true` と `false` の両方が指定されています"
    ),
    "keep only the intended value": "意図する方だけを残してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.operator.comparison not in (ValueComparison.FLAG, ValueComparison.ABSENCE):
                continue
            if {"true", "false"} <= {value.lower() for value in condition.written.values}:
                name, key = condition.operator.name, condition.written.key
                message = f"`{name}` of `{key}` accepts both `true` and `false`"
                yield Problem(message, checked, condition.path, help="keep only the intended value")
