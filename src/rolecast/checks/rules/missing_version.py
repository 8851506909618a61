"""A policy without `Version`.

## What it does
Reports a policy that does not say which version of the policy language it is written in. Managed policies, which must
have one, are covered by the rule `managed-policy-version`.

## Why is this bad
Without it, IAM uses version 2008-10-17, in which policy variables such as `${aws:PrincipalTag/team}` are plain text.
IAM never fills them in, so the statement matches nothing.

## Example
```json
{
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import VERSION
from rolecast.role import PolicyKind

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("MISSING_VERSION",)
JAPANESE = {
    "this policy has no `Version`": "このポリシーに `Version` がありません",
    'add `"Version": "{version}"`': '`"Version": "{version}"` を追加してください',
}


def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.policies:
        if policy.document.version is None and policy.kind is not PolicyKind.MANAGED:
            yield Problem("this policy has no `Version`", policy, help=f'add `"Version": "{VERSION}"`')
