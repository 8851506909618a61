"""A limit on attributes of a table that a query can bypass.

## What it does
Reports an Allow of `dynamodb:Query` or `dynamodb:Scan` with a condition on `dynamodb:Attributes` and none on
`dynamodb:Select`.

## Why is this bad
A query that names no attributes returns all of them, and the condition on attributes does not see them. AWS's example
for attributes has both conditions.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "dynamodb:Query",
      "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/users",
      "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "team"]}}
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
      "Action": "dynamodb:Query",
      "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/users",
      "Condition": {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "team"]},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",)
JAPANESE = {
    "a query that names no attributes returns all of them, regardless of `dynamodb:Attributes`": (
        "属性を指定しないクエリは、`dynamodb:Attributes` の条件に関係なくすべての属性を返します"
    ),
    'add `"StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}`': (
        '`"StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}` を追加してください'
    ),
}
_READING = ("dynamodb:query", "dynamodb:scan", "dynamodb:getitem", "dynamodb:batchgetitem")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        keys = {condition.key: condition for condition in checked.conditions}
        if not checked.is_allow or "dynamodb:attributes" not in keys or "dynamodb:select" in keys:
            continue
        if any(map(checked.is_about, _READING)):
            message = "a query that names no attributes returns all of them, regardless of `dynamodb:Attributes`"
            remedy = 'add `"StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}`'
            yield Problem(message, checked, keys["dynamodb:attributes"].path, help=remedy)
