"""A role session next to its own role.

## What it does
Reports a session of a role (`assumed-role/ROLE/SESSION`) among principals that include the role itself.

## Why is this bad
Naming the role gives access to all of its sessions. The author of the session's entry probably meant only that session.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": ["arn:aws:iam::111122223333:role/deployer", "arn:aws:sts::111122223333:assumed-role/deployer/ci"]
      },
      "Action": "sts:AssumeRole"
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
      "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/deployer/ci"},
      "Action": "sts:AssumeRole"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import listed_principals

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",)
JAPANESE = {
    "`{session}` is a session of `{role}`, which is also listed": (
        "`{session}` は、同じく指定されている `{role}` のセッションです"
    ),
    "remove one of them": "意図しない方を削除してください",
}
_ROLE = r"arn:[^:]*:iam::(\d+):role/(?:.*/)?([^/]+)"
_SESSION = r"arn:[^:]*:sts::(\d+):assumed-role/([^/]+)/.+"


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.naming_principals:
        named = [(text, path) for kind, text, path in listed_principals(checked) if kind == "AWS"]
        roles = {found.groups(): text for text, _ in named if (found := re.fullmatch(_ROLE, text))}
        for text, path in named:
            found = re.fullmatch(_SESSION, text)
            if found and found.groups() in roles:
                message = f"`{text}` is a session of `{roles[found.groups()]}`, which is also listed"
                yield Problem(message, checked, path, help="remove one of them")
