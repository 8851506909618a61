"""A user or role that is identified by its unique id.

## What it does
Reports principals that are IAM's unique ids, such as `AROA...` and `AIDA...`.

## Why is this bad
Readers cannot see who is meant. IAM shows an id instead of an ARN once the user or role is deleted, so the principal
usually no longer exists.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLEEXAMPLE11"}, "Action": "sts:AssumeRole"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deployer"}, "Action": "sts:AssumeRole"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import listed_principals

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE")
JAPANESE = {
    "`{id}` is the id of a role, which may have been deleted": (
        "`{id}` はロールの ID です。ロールは削除された可能性があります"
    ),
    "`{id}` is the id of a user, which may have been deleted": (
        "`{id}` はユーザーの ID です。ユーザーは削除された可能性があります"
    ),
    "use the role's ARN": "ロールの ARN を使用してください",
    "use the user's ARN": "ユーザーの ARN を使用してください",
}
_KINDS = {"AROA": ("role", ACCESS_ANALYZER[0]), "AIDA": ("user", ACCESS_ANALYZER[1])}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.naming_principals:
        for kind, text, path in listed_principals(checked):
            if kind == "AWS" and text[:4] in _KINDS:
                noun, code = _KINDS[text[:4]]
                message = f"`{text}` is the id of a {noun}, which may have been deleted"
                yield Problem(message, checked, path, help=f"use the {noun}'s ARN", access_analyzer=code)
