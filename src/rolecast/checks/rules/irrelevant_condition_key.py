"""A condition key that has no use in this type of policy.

## What it does
Reports conditions of a resource policy on the owner of the resource: `aws:ResourceAccount`, `aws:ResourceOrgID`,
`aws:ResourceOrgPaths` and `s3:ResourceAccount`. Statements for everyone are skipped: they may belong to a VPC endpoint,
which gives access to resources of many accounts.

## Why is this bad
The policy belongs to one resource, whose account is always the same: the condition always holds, or never. These keys
are meant for identity policies and service control policies.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringEquals": {"s3:ResourceAccount": "111122223333"}}
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
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import names_everyone
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("IRRELEVANT_CONDITION_KEY_IN_POLICY",)
JAPANESE = {
    "`{key}` is the same for every request to the resource": (
        "`{key}` は、このリソースへのどのリクエストでも同じ値です"
    ),
    "remove the condition": "条件を削除してください",
}
_OF_RESOURCE = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount"})


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        if checked.policy.type not in (PolicyType.RESOURCE, PolicyType.TRUST) or names_everyone(checked):
            continue
        for condition in checked.conditions:
            if condition.key in _OF_RESOURCE:
                message = f"`{condition.written.key}` is the same for every request to the resource"
                yield Problem(message, checked, condition.path, help="remove the condition")
