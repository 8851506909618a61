"""A string operator on a key whose values are ARNs.

## What it does
Reports `StringLike` and `StringNotLike` with wildcards on keys whose type in the service reference is ARN, such as
`aws:SourceArn` and `aws:PrincipalArn`.

## Why is this bad
With `StringLike`, a `*` also matches the colons of an ARN: `arn:aws:s3:::raw*` or `arn:aws:iam::*:role/admin` may match
more than intended. `ArnLike` compares each part of the ARN separately.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/trainer"}}
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
      "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/trainer"}}
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

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",)
JAPANESE = {
    "`{operator}` compares `{key}` as a string, so that `*` also matches the colons in `{value}`": (
        "`{operator}` は `{key}` を文字列として比較するため、`*` は `{value}` のコロンにも一致します"
    ),
    "use `{operator}`": "`{operator}` を使用してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.operator.comparison is not ValueComparison.TEXT_PATTERN or condition.known is None:
                continue
            # `*` alone matches every ARN with either operator; a pattern that begins with it does not have six parts.
            values = [value for value in condition.written.values if value.startswith("arn:") and "*" in value]
            if values and condition.known.type.removeprefix("ArrayOf") == "ARN":
                name, key = condition.operator.name, condition.written.key
                message = f"`{name}` compares `{key}` as a string, so that `*` also matches the colons in `{values[0]}`"
                remedy = f"use `{name.replace('String', 'Arn')}`"
                yield Problem(message, checked, condition.path, help=remedy)
