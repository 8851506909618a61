"""`ForAllValues` on a key that has one value.

## What it does
Reports an Allow with a `ForAllValues` condition on a key that has at most one value in a request.

## Why is this bad
`ForAllValues` also holds for requests that do not have the key. For a key with one value, the plain operator means the
same and does not hold without the key.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::123456789012:role/compute",
      "Condition": {"ForAllValues:StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
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
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::123456789012:role/compute",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
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
from rolecast.iam.operators import Quantifier

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ("FORALLVALUES_WITH_SINGLE_VALUED_KEY",)
JAPANESE = {
    "`{key}` has one value, and `ForAllValues` also holds for requests without it": (
        "`{key}` の値は 1 つで、`ForAllValues` はキーを含まないリクエストでも成り立ちます"
    ),
    "use `{operator}`": "`{operator}` を使用してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions if checked.is_allow else ():
            if condition.operator.quantifier is not Quantifier.ALL or condition.is_null:
                continue
            if condition.known is not None and not condition.known.type.startswith("ArrayOf"):
                message = (
                    f"`{condition.written.key}` has one value, and `ForAllValues` also holds for requests without it"
                )
                plain = condition.operator.name.partition(":")[2]
                yield Problem(message, checked, condition.path, help=f"use `{plain}`")
