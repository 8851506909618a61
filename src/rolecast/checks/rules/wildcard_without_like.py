"""`*` or `?` in a value that is compared as plain text.

## What it does
Reports wildcards in the values of `StringEquals`, `StringEqualsIgnoreCase` and their negated forms, which take them
as they are written.

## Why is this bad
`"StringEquals": {"s3:prefix": "images/*"}` asks for a prefix that ends in a star.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::features",
      "Condition": {"StringEquals": {"s3:prefix": "images/*"}}
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
      "Resource": "arn:aws:s3:::features",
      "Condition": {"StringLike": {"s3:prefix": "images/*"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.conditions import operator_of
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import Comparison

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("WILDCARD_WITHOUT_LIKE_OPERATOR",)
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for condition in checked.statement.conditions:
            if operator_of(condition).comparison not in (Comparison.TEXT, Comparison.TEXT_IGNORING_CASE):
                continue
            for number, value in enumerate(condition.values):
                plain = _VARIABLE.sub("", value)
                if "*" in plain or "?" in plain:
                    message = f"`{condition.operator}` takes the wildcard in `{value}` for plain text"
                    like = "StringNotLike" if operator_of(condition).negated else "StringLike"
                    path = ("Condition", condition.operator, condition.key, number)
                    yield Problem(message, checked, path, help=f"use `{like}`")
                    break
