"""A condition key that AWS has deprecated.

## What it does
Reports conditions on keys that the service reference marks as deprecated, with the key that AWS recommends instead.

## Why is this bad
Requests may stop carrying the key. A condition that needs it then never holds: an Allow no longer allows, and a Deny no
longer denies.

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
        "StringEquals": {"sagemaker:VolumeKmsKey": "arn:aws:kms:us-east-1:123456789012:key/mrk-1a2b3c"}
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
        "ArnEquals": {"sagemaker:VolumeKmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/mrk-1a2b3c"}
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

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("DEPRECATED_GLOBAL_CONDITION_KEY",)
JAPANESE = {
    "{keys}: deprecated condition key": "{keys}: 非推奨の条件キーです",
    "{keys}: deprecated condition keys": "{keys}: 非推奨の条件キーです",
    "use `{new}` for `{old}`": "`{old}` の代わりに `{new}` を使用してください",
    "use `{new}` for `{old}`, {others}": "`{old}` の代わりに `{new}` を使用してください。ほか: {others}",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        found = {
            condition.written.key: (condition, condition.known)
            for condition in checked.conditions
            if condition.known is not None and condition.known.deprecated
        }
        if found:
            message = f"{listed(tuple(found))}: deprecated condition key{'s' if len(found) > 1 else ''}"
            first, _ = next(iter(found.values()))
            replaced = {written: known.replaced_by for written, (_, known) in found.items() if known.replaced_by}
            remedy = ", ".join(f"use `{new}` for `{old}`" for old, new in replaced.items())
            yield Problem(message, checked, first.path, help=remedy or None, needs=tuple(found))
