"""A key with several values, compared without `ForAllValues` or `ForAnyValue`.

## What it does
Reports a condition on a key that can have several values in a request, where the operator does not say whether all
of them or any of them have to match.

## Why is this bad
How IAM then compares several values is not documented, and Access Analyzer reports it as an error. In Rolecast's own
decisions, the condition holds for no request with more than one value.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateTrainingJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*",
      "Condition": {"StringEquals": {"sagemaker:VpcSubnets": ["subnet-0a1b2c3d4e5f67890"]}}
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
      "Action": "sagemaker:CreateTrainingJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*",
      "Condition": {
        "ForAllValues:StringEquals": {"sagemaker:VpcSubnets": ["subnet-0a1b2c3d4e5f67890"]},
        "Null": {"sagemaker:VpcSubnets": "false"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("MISSING_QUALIFIER",)
JAPANESE = {
    "`{key}` can have several values, and `{operator}` does not say whether any or all must match": (
        "`{key}` は複数の値を持つことがありますが、`{operator}` ではいずれかの値か、すべての値かが決まりません"
    ),
    "use `ForAnyValue:{operator}`, or `ForAllValues:{operator}` with `Null`": (
        "`ForAnyValue:{operator}`、または `Null` と併せて `ForAllValues:{operator}` を使用してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.operator.quantifier is not None or condition.is_null:
                continue
            if condition.known is not None and condition.known.type.startswith("ArrayOf"):
                name, key = condition.operator.name, condition.written.key
                message = f"`{key}` can have several values, and `{name}` does not say whether any or all must match"
                remedy = f"use `ForAnyValue:{name}`, or `ForAllValues:{name}` with `Null`"
                yield Problem(message, checked, condition.path, help=remedy)
