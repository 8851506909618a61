"""`ForAllValues` in an Allow, without a test that the key is there.

## What it does
Reports an Allow with a `ForAllValues` condition whose key is not also tested with `Null` and `"false"`, or needed by
another condition of the statement.

Keys that have one value are for the rule `for-all-values-of-single`.

## Why is this bad
`ForAllValues` holds where a request does not have the key at all. A condition that is meant to keep jobs in certain
subnets then lets those pass that name none.

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

from rolecast.checks.conditions import condition_key, needs_key, operator_of
from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import Comparison, Quantifier

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
# A request that adds no tags has neither, and passes on purpose: AWS's own examples are written so.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
_OF_TAGS = ("aws:tagkeys", "aws:requesttag/")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        conditions = checked.statement.conditions
        if not checked.is_allow or not conditions:
            continue
        needed = {condition.key.lower() for condition in conditions if needs_key(condition)}
        keys: dict[str, str] = {}
        for condition in conditions:
            operator = operator_of(condition)
            if operator.quantifier is not Quantifier.ALL or operator.comparison is Comparison.ABSENCE:
                continue
            folded = condition.key.lower()
            if folded not in needed and not folded.startswith(_OF_TAGS) and _may_have_several(folded):
                keys.setdefault(condition.key, condition.operator)
        if keys:
            first = next(iter(keys))
            message = f"{listed(tuple(keys))}: `ForAllValues` also holds for requests without the key"
            remedy = 'add `"Null"` with `"false"` for it'
            yield Problem(message, checked, ("Condition", keys[first], first), help=remedy)


def _may_have_several(key: str) -> bool:
    known = condition_key(key)
    return known is None or known.type.startswith("ArrayOf")
