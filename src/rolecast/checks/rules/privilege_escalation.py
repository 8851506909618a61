"""IAM actions let the role give itself more permissions.

## What it does
Looks, in all policies of a role together, for actions that let the role get any permission: new versions of a policy,
policies added or attached to users, groups and roles, access keys and passwords of other users, or a role's trust
policy. Reports those that are allowed on users, groups, roles or policies of any name, or on the role itself or its own
policies.

Conditions that limit what the action can be used for, such as `iam:PermissionsBoundary`, are taken into account, both
in an Allow and in a Deny.

## Why is this bad
In effect, the role has every permission in the account.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["iam:CreateRole", "iam:AttachRolePolicy"], "Resource": "*"}
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
      "Action": ["iam:CreateRole", "iam:AttachRolePolicy"],
      "Resource": "arn:aws:iam::123456789012:role/team/*",
      "Condition": {
        "StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/team-boundary"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-permissions-boundaries
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.access.ways import WayKind
from rolecast.checks.escalation import by_statement
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: the role can give itself any permission in the account": (
        "{actions}: ロールが自身にアカウントのあらゆるアクセス許可を付与できます"
    ),
    "limit its resources, or add a condition on `iam:PermissionsBoundary`": (
        "対象を指定するか、`iam:PermissionsBoundary` の条件を追加してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for first, ways in by_statement(subject, WayKind.IAM).items():
        message = "{actions}: the role can give itself any permission in the account"
        remedy = "limit its resources, or add a condition on `iam:PermissionsBoundary`"
        yield Problem(message, first, actions=ways, help=remedy)
