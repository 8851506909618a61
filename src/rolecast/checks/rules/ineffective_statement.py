"""An Allow that is entirely overridden by Deny statements or the permissions boundary.

## What it does
In a role of at most 100 statements, attached AWS managed policies included, reports an Allow that allows nothing: the
role's Deny statements deny all of it, or its permissions boundary does not allow it. The proof considers all statements
and conditions together, as `rolecast compare` does. A boundary whose text is not known is ignored.

## Why is this bad
The statement makes readers believe that the role is allowed to do this, but it never is.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::raw-data/*"},
    {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks import meaning
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
JAPANESE = {
    "this statement never allows anything: Deny statements override all of it": (
        "このステートメントは何も許可しません: すべて Deny ステートメントで拒否されます"
    ),
    "this statement never allows anything: Deny statements and the permissions boundary override all of it": (
        "このステートメントは何も許可しません: すべて Deny ステートメントとアクセス許可の境界で拒否されます"
    ),
    "remove it, or change what overrides it": "このステートメントか、拒否しているものを削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    by = "Deny statements" if subject.boundary is None else "Deny statements and the permissions boundary"
    for checked in meaning.ineffective(subject):
        message = f"this statement never allows anything: {by} override all of it"
        yield Problem(message, checked, help="remove it, or change what overrides it")
