"""A service can use a resource on behalf of anyone.

## What it does
Reports an Allow of a resource policy for a service principal without a condition on `aws:SourceArn`,
`aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`. Trust policies are covered by the rule
`confused-deputy`.

## Why is this bad
A service works for all accounts. Anyone who can make the service use the resource from another account gets what the
policy allows.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "s3.amazonaws.com"},
      "Action": "sns:Publish",
      "Resource": "arn:aws:sns:us-east-1:111122223333:uploads"
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
      "Principal": {"Service": "s3.amazonaws.com"},
      "Action": "sns:Publish",
      "Resource": "arn:aws:sns:us-east-1:111122223333:uploads",
      "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import limits_any, principals
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",)
JAPANESE = {
    "{services} can use the resource on behalf of any account": (
        "{services} は、どのアカウントのためにもこのリソースを使用できます"
    ),
    "add a condition on `aws:SourceAccount` or `aws:SourceArn`": (
        "`aws:SourceAccount` または `aws:SourceArn` の条件を追加してください"
    ),
}
_SOURCES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.naming_principals:
        if checked.policy.type is not PolicyType.RESOURCE or not checked.is_allow:
            continue
        services = principals(checked, "Service")
        if services and not limits_any(checked, *_SOURCES):
            message = f"{listed(services)} can use the resource on behalf of any account"
            remedy = "add a condition on `aws:SourceAccount` or `aws:SourceArn`"
            yield Problem(message, checked, ("Principal",), help=remedy)
