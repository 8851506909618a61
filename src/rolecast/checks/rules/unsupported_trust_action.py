"""A trust policy allows an action that nobody asks it for.

## What it does
Reports actions in a trust policy other than those with which a role is assumed, and those of another kind of
principal: `sts:AssumeRoleWithWebIdentity` for an AWS account, `sts:AssumeRole` for an identity provider.

## Why is this bad
The trust policy decides who may assume the role and nothing else. Such an action gives nothing, and the principal that
it stands with cannot assume the role.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
      "Action": "sts:AssumeRoleWithSAML"
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html
- https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import principals, trusting

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("MISMATCHED_ACTION_FOR_PRINCIPAL", "UNSUPPORTED_ACTION_IN_POLICY")
_OF_PROVIDERS = frozenset({"sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})
_OF_OTHERS = frozenset({"sts:assumerole"})
_BESIDE = frozenset({"sts:setcontext", "sts:setsourceidentity", "sts:tagsession"})


def find(subject: Subject) -> Iterator[Problem]:
    for checked in trusting(subject):
        by_code: dict[str, list[tuple[int, str]]] = {}
        for number, written in enumerate(checked.actions):
            if written.is_pattern:
                continue
            if written.folded not in _OF_PROVIDERS | _OF_OTHERS | _BESIDE:
                by_code.setdefault("UNSUPPORTED_ACTION_IN_POLICY", []).append((number, written.text))
            elif not _may_ask(checked, written.folded):
                by_code.setdefault("MISMATCHED_ACTION_FOR_PRINCIPAL", []).append((number, written.text))
        for code, found in by_code.items():
            why = "is not for these principals" if code.startswith("MISMATCHED") else "does not assume a role"
            message = f"{{actions}}: has no effect here, since it {why}"
            texts = tuple(text for _, text in found)
            yield Problem(message, checked, ("Action", found[0][0]), texts, access_analyzer=code)


def _may_ask(checked: CheckedStatement, action: str) -> bool:
    """Whether any principal of the statement is of the kind that the action is for."""
    named = checked.statement.principals
    if named is None or named.everyone or action in _BESIDE:
        return True
    federated = bool(principals(checked, "Federated"))
    others = bool(principals(checked, "AWS") or principals(checked, "Service"))
    return federated if action in _OF_PROVIDERS else others
