"""A condition operator that does not fit the type of its key.

## What it does
Compares the type of each condition key (string, ARN, number, date, IP address, Boolean) with what its operator
compares.

## Why is this bad
The operator reads the value as a different type. Most such conditions never hold; a negated one always does.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"IpAddress": {"aws:PrincipalAccount": "123456789012"}}
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
      "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
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
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("TYPE_MISMATCH",)
JAPANESE = {
    "`{operator}` cannot be used with `{key}`, which is a string": (
        "`{operator}` は `{key}` に使用できません。キーの型は文字列です"
    ),
    "`{operator}` cannot be used with `{key}`, which is an ARN": (
        "`{operator}` は `{key}` に使用できません。キーの型は ARN です"
    ),
    "`{operator}` cannot be used with `{key}`, which is a Boolean": (
        "`{operator}` は `{key}` に使用できません。キーの型はブール値です"
    ),
    "`{operator}` cannot be used with `{key}`, which is a date": (
        "`{operator}` は `{key}` に使用できません。キーの型は日付です"
    ),
    "`{operator}` cannot be used with `{key}`, which is an IP address": (
        "`{operator}` は `{key}` に使用できません。キーの型は IP アドレスです"
    ),
    "`{operator}` cannot be used with `{key}`, which is a number": (
        "`{operator}` は `{key}` に使用できません。キーの型は数値です"
    ),
    "use `{operator}`, for example": "たとえば `{operator}` を使用してください",
}

_TEXT = (ValueComparison.TEXT, ValueComparison.TEXT_IGNORING_CASE, ValueComparison.TEXT_PATTERN)
# Operators that suit a type. Text operators suit texts, ARNs and booleans, whose values they compare as written.
_FITTING = {
    "string": frozenset({ValueComparison.ARN, ValueComparison.BINARY}),
    "arn": frozenset({ValueComparison.ARN}),
    "bool": frozenset({ValueComparison.FLAG}),
    "date": frozenset({ValueComparison.DATE, ValueComparison.NUMBER}),
    "ipaddress": frozenset({ValueComparison.ADDRESS}),
    "numeric": frozenset({ValueComparison.NUMBER}),
}
_NEVER_TEXT = frozenset({"date", "ipaddress", "numeric"})
"""Values with several spellings, ranges and orders are not texts."""
_NOUNS = {
    "string": "a string",
    "arn": "an ARN",
    "bool": "a Boolean",
    "date": "a date",
    "ipaddress": "an IP address",
    "numeric": "a number",
}
_USUAL = {
    "string": "StringEquals",
    "arn": "ArnLike",
    "bool": "Bool",
    "date": "DateLessThan",
    "ipaddress": "IpAddress",
    "numeric": "NumericLessThanEquals",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            comparison = condition.operator.comparison
            if condition.is_null or condition.known is None:
                continue
            type_name = condition.known.type.removeprefix("ArrayOf").lower()
            if comparison in _TEXT and type_name not in _NEVER_TEXT:
                continue
            if type_name in _FITTING and comparison not in _FITTING[type_name]:
                name, key = condition.operator.name, condition.written.key
                message = f"`{name}` cannot be used with `{key}`, which is {_NOUNS[type_name]}"
                yield Problem(message, checked, condition.path, help=f"use `{_USUAL[type_name]}`, for example")
