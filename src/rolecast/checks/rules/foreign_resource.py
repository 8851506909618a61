"""A resource policy names resources of a service to which none of its actions belongs.

## What it does
Reports ARNs in the `Resource` of a resource policy whose service is not that of any action of the statement.

## Why is this bad
The policy belongs to a resource of one service, so the ARN never matches.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "111122223333"},
      "Action": "s3:GetObject",
      "Resource": "arn:aws:sqs:us-east-1:111122223333:uploads"
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import formats
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("UNSUPPORTED_RESOURCE_ARN_IN_POLICY",)
JAPANESE = {
    "`{arn}` is a resource of `{owner}`, but the actions belong to {services}": (
        "`{arn}` は `{owner}` のリソースですが、アクションは {services} のものです"
    ),
    "name resources of {services}, or actions of `{owner}`": (
        "{services} のリソースまたは `{owner}` のアクションを指定してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        if checked.policy.type is PolicyType.RESOURCE and checked.actions and "*" not in checked.prefixes:
            services = _services(checked)
            for path, text in checked.listed_resources:
                owner = formats.parts(text)[2]
                if text.startswith("arn:") and "*" not in owner and "?" not in owner and owner not in services:
                    named = listed(tuple(sorted(checked.prefixes)))
                    message = f"`{text}` is a resource of `{owner}`, but the actions belong to {named}"
                    remedy = f"name resources of {named}, or actions of `{owner}`"
                    yield Problem(message, checked, path, help=remedy)


def _services(checked: CheckedStatement) -> frozenset[str]:
    """The services in the ARNs of the actions' resources, in addition to those of the actions."""
    known = {written.prefix for written in checked.actions if written.service}
    return checked.prefixes | {form.service for prefix in known for form in formats.known(prefix)}
