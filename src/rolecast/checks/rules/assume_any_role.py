"""Any role can be assumed.

## What it does
Reports an Allow of `sts:AssumeRole` on roles of any name, without a condition that limits which roles they are. A Deny
that exempts only certain roles is taken into account.

## Why is this bad
Every role that trusts the account as a whole can be assumed, including powerful ones. Most roles that people create
trust the account.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::123456789012:role/fraud-reader"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
- https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import narrows
from rolecast.checks.escalation import is_full_access
from rolecast.checks.findings import Severity
from rolecast.checks.passing import is_any_role, narrows_roles
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: every role that trusts the account can be assumed": (
        "{actions}: このアカウントを信頼するすべてのロールを引き受けることができます"
    ),
    "name the roles": "ロールを指定してください",
}
_ACTION = "sts:assumerole"


def find(subject: Subject) -> Iterator[Problem]:
    if not subject.touches("sts") or any(map(narrows_roles, subject.grants.denying(_ACTION))):
        return
    for checked in subject.grants.allowing(_ACTION):
        if subject.is_own(checked) and _is_on_any(checked) and not is_full_access(checked):
            element = "NotResource" if checked.statement.resources is None else "Resource"
            message = "{actions}: every role that trusts the account can be assumed"
            yield Problem(message, checked, (element,), ("sts:AssumeRole",), "name the roles")


def _is_on_any(checked: CheckedStatement) -> bool:
    if narrows(checked.statement):
        return False
    return checked.statement.resources is None or any(map(is_any_role, checked.statement.resources))
