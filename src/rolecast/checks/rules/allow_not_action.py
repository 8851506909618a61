"""An Allow of everything except some actions.

## What it does
Reports an Allow with `NotAction`.

## Why is this bad
It allows every action of every service that it does not name, including those that AWS adds later. To block certain
actions, deny them.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`Allow` with `NotAction` allows every action that it does not name": (
        "`NotAction` を使う `Allow` は、記載されていないすべてのアクションを許可します"
    ),
    "list the actions in `Action`, or deny the unintended ones": (
        "アクションを `Action` に列挙するか、意図しないアクションを拒否してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.granting:
        if checked.is_allow and checked.statement.not_actions is not None:
            message = "`Allow` with `NotAction` allows every action that it does not name"
            yield Problem(
                message, checked, ("NotAction",), help="list the actions in `Action`, or deny the unintended ones"
            )
