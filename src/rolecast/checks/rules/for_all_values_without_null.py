"""`ForAllValues` in an Allow, without a check that the key is present.

## What it does
Reports an Allow with a `ForAllValues` condition whose key is neither checked with `Null` and `"false"` nor required by
another condition of the statement.

`ForAllValues:StringEqualsIfExists` and similar operators state explicitly that a request without the key passes, and
are not reported. Keys that have one value are covered by the rule `for-all-values-of-single`.

## Why is this bad
`ForAllValues` also holds for requests that do not have the key at all. A condition that is meant to keep jobs in
certain subnets then also allows jobs that name no subnets.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateTrainingJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*",
      "Condition": {"ForAllValues:StringEquals": {"sagemaker:VpcSubnets": ["subnet-0a1b2c3d4e5f67890"]}}
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

from rolecast.checks.conditions import CheckedCondition
from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import Quantifier

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{keys}: `ForAllValues` also holds for requests without the key": (
        "{keys}: `ForAllValues` はキーを含まないリクエストでも成り立ちます"
    ),
    'add a `Null` condition with `"false"` for the key': 'このキーに `"false"` の `Null` 条件を追加してください',
}
# A request that adds no tags has neither, and is allowed on purpose, as in AWS's own examples.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
_OF_TAGS = ("aws:tagkeys", "aws:requesttag/")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        if not checked.is_allow:
            continue
        needed = {condition.key for condition in checked.conditions if condition.needs_key}
        found: dict[str, CheckedCondition] = {}
        for condition in checked.conditions:
            if condition.key not in needed and _passes_without(condition):
                found.setdefault(condition.written.key, condition)
        if found:
            message = f"{listed(tuple(found))}: `ForAllValues` also holds for requests without the key"
            path = next(iter(found.values())).path
            yield Problem(message, checked, path, help='add a `Null` condition with `"false"` for the key')


def _passes_without(condition: CheckedCondition) -> bool:
    operator = condition.operator
    is_meant = operator.if_exists or condition.key.startswith(_OF_TAGS)  # `IfExists` states it explicitly
    if operator.quantifier is not Quantifier.ALL or condition.is_null or is_meant:
        return False
    return condition.known is None or condition.known.type.startswith("ArrayOf")
