"""`NotAction` with a condition on the resource's tags.

## What it does
Reports a statement with `NotAction` and a condition that needs `aws:ResourceTag`.

## Why is this bad
Many actions have no resource, or their requests do not carry the resource's tags. A Deny does not deny them and an
Allow does not allow them, whatever `NotAction` suggests. AWS adds new actions every week.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "NotAction": ["iam:*", "sts:*"],
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:ResourceTag/status": "confidential"}}
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
      "Action": ["sagemaker:Delete*", "sagemaker:Update*"],
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:ResourceTag/status": "confidential"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
)
JAPANESE = {
    "actions whose requests do not have `{key}` are not allowed": (
        "リクエストに `{key}` が含まれないアクションは許可されません"
    ),
    "actions whose requests do not have `{key}` are not denied": (
        "リクエストに `{key}` が含まれないアクションは拒否されません"
    ),
    "list the actions as `Action`": "アクションを `Action` に列挙してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        if checked.statement.not_actions is None:
            continue
        for condition in checked.conditions:
            if condition.key.startswith("aws:resourcetag/") and condition.needs_key:
                verb = "allowed" if checked.is_allow else "denied"
                message = f"actions whose requests do not have `{condition.written.key}` are not {verb}"
                code = ACCESS_ANALYZER[not checked.is_allow]
                yield Problem(
                    message, checked, condition.path, help="list the actions as `Action`", access_analyzer=code
                )
