"""Everything is allowed.

## What it does
Reports an Allow of every action on every resource, without conditions.

## Why is this bad
Anyone who can use such a role controls the account.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.escalation import is_full_access
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "this statement allows every action on every resource": (
        "このステートメントは、すべてのリソースに対するすべてのアクションを許可します"
    ),
    "list the actions that are needed": "必要なアクションを列挙してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.granting_or_attached:
        if is_full_access(checked):
            message = "this statement allows every action on every resource"
            yield Problem(message, checked, help="list the actions that are needed")
