"""`*` or `?` in a value that is compared as plain text.

## What it does
Reports wildcards in the values of `StringEquals`, `StringEqualsIgnoreCase` and their negated forms, which compare them
literally.

## Why is this bad
`"StringEquals": {"s3:prefix": "images/*"}` requires a prefix that ends with an asterisk.

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

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import ValueComparison
from rolecast.iam.variables import PLACE

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("WILDCARD_WITHOUT_LIKE_OPERATOR",)
JAPANESE = {
    "`{operator}` compares the wildcard in `{value}` literally": (
        "`{operator}` は `{value}` のワイルドカードをただの文字として扱います"
    ),
    "use `{operator}`": "`{operator}` を使用してください",
}
_PLAIN = (ValueComparison.TEXT, ValueComparison.TEXT_IGNORING_CASE)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.operator.comparison not in _PLAIN:
                continue
            for number, value in enumerate(condition.written.values):
                plain = PLACE.sub("", value) if "${" in value else value
                if "*" in plain or "?" in plain:
                    message = f"`{condition.operator.name}` compares the wildcard in `{value}` literally"
                    like = "StringNotLike" if condition.operator.negated else "StringLike"
                    yield Problem(message, checked, (*condition.path, number), help=f"use `{like}`")
                    break
