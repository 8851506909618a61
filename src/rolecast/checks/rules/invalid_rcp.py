"""A resource control policy that AWS Organizations does not accept.

## What it does
Reports statements of a resource control policy that allow, have `NotAction`, or name all actions of all services with
`"Action": "*"`. The policy `RCPFullAWSAccess`, which AWS itself attaches, is not reported.

## Why is this bad
Only Deny statements on actions of named services are accepted.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "*",
      "Resource": "*",
      "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}
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
      "Effect": "Deny",
      "Principal": "*",
      "Action": ["s3:*", "sqs:*"],
      "Resource": "*",
      "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import Effect, PolicyType, Principals, Statement

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("RCP_SYNTAX_ERROR_ACTION", "RCP_SYNTAX_ERROR_ALLOW", "RCP_SYNTAX_ERROR_NOTACTION")
JAPANESE = {
    "`Allow` is not allowed in a resource control policy": "リソースコントロールポリシーに `Allow` は使用できません",
    "write `Deny`": "`Deny` と書いてください",
    "`NotAction` is not allowed in a resource control policy": (
        "リソースコントロールポリシーに `NotAction` は使用できません"
    ),
    "list the actions as `Action`": "アクションを `Action` に列挙してください",
    "an action without a service is not allowed in a resource control policy": (
        "リソースコントロールポリシーのアクションにはサービスの指定が必要です"
    ),
    "name the services, as in `s3:*`": "`s3:*` のように書いてください",
}
_OF_AWS = Statement(Effect.ALLOW, actions=("*",), resources=("*",), principals=Principals(everyone=True))
"""The statement of the policy RCPFullAWSAccess, which AWS attaches."""


def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.policies:
        if policy.type is PolicyType.RCP and policy.document.statements == (_OF_AWS,):
            return
    for checked in subject.statements:
        if checked.policy.type is not PolicyType.RCP:
            continue
        if checked.is_allow:
            message = "`Allow` is not allowed in a resource control policy"
            yield Problem(message, checked, ("Effect",), help="write `Deny`", access_analyzer=ACCESS_ANALYZER[1])
        if checked.statement.not_actions is not None:
            message, remedy = "`NotAction` is not allowed in a resource control policy", "list the actions as `Action`"
            yield Problem(message, checked, ("NotAction",), help=remedy, access_analyzer=ACCESS_ANALYZER[2])
        for number, written in enumerate(checked.actions):
            if written.is_everything:
                message = "an action without a service is not allowed in a resource control policy"
                path = ("Action", number)
                yield Problem(
                    message, checked, path, help="name the services, as in `s3:*`", access_analyzer=ACCESS_ANALYZER[0]
                )
