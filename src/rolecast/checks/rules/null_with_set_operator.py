"""`Null` with `ForAllValues` or `ForAnyValue`.

## What it does
Reports `ForAllValues:Null` and `ForAnyValue:Null`.

## Why is this bad
`Null` checks whether a key is present, not its values: `ForAllValues:Null` always holds, whatever the request, and
`ForAnyValue:Null` never does. A condition like this protects nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateModel",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*",
      "Condition": {"ForAllValues:Null": {"sagemaker:VpcSubnets": "false"}}
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
      "Condition": {"Null": {"sagemaker:VpcSubnets": "false"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import Quantifier

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("NULL_WITH_QUALIFIER",)
JAPANESE = {
    "`{operator}` of `{key}` always holds, whatever the request": (
        "`{key}` の `{operator}` は、リクエストに関係なく常に成り立ちます"
    ),
    "`{operator}` of `{key}` never holds, whatever the request": (
        "`{key}` の `{operator}` は、リクエストに関係なく成り立ちません"
    ),
    "use `Null` alone": "`Null` だけを使用してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            quantifier = condition.operator.quantifier
            if condition.is_null and quantifier is not None:
                holds = "always holds" if quantifier is Quantifier.ALL else "never holds"
                message = f"`{condition.operator.name}` of `{condition.written.key}` {holds}, whatever the request"
                yield Problem(message, checked, condition.path, help="use `Null` alone")
