"""Conditions of which only one can hold.

## What it does
Reports a statement that asks with `Null` and `"true"` that a key is absent, and by another condition that it is there.

## Why is this bad
All conditions of a statement have to hold, so it never matches a request.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateModel",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*",
      "Condition": {
        "Null": {"sagemaker:NetworkIsolation": "true"},
        "Bool": {"sagemaker:NetworkIsolation": "true"}
      }
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
      "Action": "sagemaker:CreateModel",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*",
      "Condition": {"Bool": {"sagemaker:NetworkIsolation": "true"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import is_null, needs_key
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        conditions = checked.statement.conditions
        needed = {condition.key.lower(): condition for condition in conditions if needs_key(condition)}
        for condition in conditions:
            other = needed.get(condition.key.lower())
            if other and is_null(condition, absent=True):
                message = (
                    f"`{condition.operator}` asks that `{condition.key}` is absent, "
                    f"and `{other.operator}` that it is there: both never hold"
                )
                yield Problem(message, checked, ("Condition", condition.operator, condition.key))
