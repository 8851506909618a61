"""Every action of a service is allowed.

## What it does
Reports `service:*` in an Allow.

## Why is this bad
It allows what the service has today and whatever AWS adds to it, including the actions that manage permissions.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::raw-data", "arn:aws:s3:::raw-data/*"]}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::raw-data"},
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::raw-data/*"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: allows every action of the service, including those that AWS adds later": (
        "{actions}: サービスの既存のアクションと、AWS が今後追加するアクションをすべて許可します"
    ),
    "list the actions that are needed": "必要なアクションを列挙してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.granting:
        if checked.is_allow and checked.wild and checked.actions:
            found = [(number, written.text) for number, written in checked.wild if _is_all(written.folded)]
            if found:
                message = "{actions}: allows every action of the service, including those that AWS adds later"
                remedy = "list the actions that are needed"
                yield Problem(message, checked, ("Action", found[0][0]), tuple(text for _, text in found), remedy)


def _is_all(action: str) -> bool:
    prefix, _, name = action.partition(":")
    return prefix != "*" and not name.strip("*")
