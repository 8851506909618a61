"""A condition key that AWS has deprecated.

## What it does
Reports conditions on keys that the service reference marks as deprecated, with the key that AWS names instead.

## Why is this bad
A request may stop to carry the key. A condition that needs it then never holds, and what it allowed is denied; one in
a Deny stops denying.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateTransformJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/*",
      "Condition": {
        "StringEquals": {"sagemaker:VolumeKmsKey": "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000"}
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
      "Action": "sagemaker:CreateTransformJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/*",
      "Condition": {
        "ArnEquals": {"sagemaker:VolumeKmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import condition_key
from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.services import ConditionKey

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("DEPRECATED_GLOBAL_CONDITION_KEY",)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        found: dict[str, ConditionKey] = {}
        path: tuple[str, ...] = ()
        for condition in checked.statement.conditions:
            key = condition_key(condition.key.lower())
            if key is not None and key.deprecated:
                found[condition.key] = key
                path = path or ("Condition", condition.operator, condition.key)
        if found:
            keys = listed(tuple(found))
            message = f"{keys}: deprecated condition key{'s' if len(found) > 1 else ''}"
            yield Problem(message, checked, path, help=_remedy(found))


def _remedy(found: dict[str, ConditionKey]) -> str | None:
    replaced = {written: key.replaced_by for written, key in found.items() if key.replaced_by}
    return ", ".join(f"use `{new}` for `{old}`" for old, new in replaced.items()) or None
