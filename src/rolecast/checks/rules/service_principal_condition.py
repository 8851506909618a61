"""A condition on the caller's account or organization, although the caller is a service.

## What it does
Reports an Allow whose principals are services only, with a condition that needs a key about an AWS principal:
`aws:PrincipalOrgID`, `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalTag` and similar keys.

## Why is this bad
A service principal belongs to no account and no organization. Its requests do not have the key, and the statement never
allows anything.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "cloudfront.amazonaws.com"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
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
      "Principal": {"Service": "cloudfront.amazonaws.com"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}
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

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",)
JAPANESE = {
    "a service's requests do not have `{key}`": "サービスのリクエストに `{key}` は含まれません",
    "use `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID`": (
        "`aws:SourceAccount`、`aws:SourceArn`、`aws:SourceOrgID` のいずれかを使用してください"
    ),
}
_OF_IDENTITIES = (
    *("aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "aws:principaltag/"),
    *("aws:principaltype", "aws:userid", "aws:username", "aws:multifactorauth", "aws:federatedprovider"),
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        named = checked.statement.principals
        if named is None or named.everyone or not checked.is_allow:
            continue
        if {kind for kind, texts in named.entries if texts} != {"Service"}:
            continue
        for condition in checked.conditions:
            if condition.needs_key and condition.key.startswith(_OF_IDENTITIES):
                message = f"a service's requests do not have `{condition.written.key}`"
                remedy = "use `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID`"
                yield Problem(message, checked, condition.path, help=remedy)
