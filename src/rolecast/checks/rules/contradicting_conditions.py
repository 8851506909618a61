"""Conditions that contradict each other.

## What it does
Reports a statement that requires a key to be absent (`Null` with `"true"`) and, in another condition, to be present.

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

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{absence}` requires `{key}` to be absent, and `{operator}` requires it to be present: no request matches": (
        "`{absence}` は `{key}` がないことを、`{operator}` はあることを求めており、一致するリクエストはありません"
    ),
    "remove one of the two conditions": "どちらかの条件を削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        needed = {condition.key: condition for condition in checked.conditions if condition.needs_key}
        for condition in checked.conditions if needed else ():
            other = needed.get(condition.key)
            if other and condition.wants_absence:
                message = (
                    f"`{condition.operator.name}` requires `{condition.written.key}` to be absent, "
                    f"and `{other.operator.name}` requires it to be present: no request matches"
                )
                yield Problem(message, checked, condition.path, help="remove one of the two conditions")
