"""An ARN with a wildcard for the account.

## What it does
Reports ARNs in Allow statements whose account is `*`, once per policy.

## Why is this bad
Most policies are meant for the resources of one account. With `*`, they also allow resources that another account
shares and can replace. Some uses need it, such as model packages of other accounts, which is why this is a suggestion.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sagemaker:DescribeModel", "Resource": "arn:aws:sagemaker:us-east-1:*:model/*"}
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
      "Action": "sagemaker:DescribeModel",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
JAPANESE = {
    "{arns}: resources in any account": "{arns}: 任意のアカウントのリソースが対象です",
    "name the account": "アカウントを指定してください",
}
_ACCOUNT_KEYS = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths")


def find(subject: Subject) -> Iterator[Problem]:
    by_policy: dict[str, list[tuple[CheckedStatement, int, str]]] = {}
    for checked in subject.granting:
        if checked.is_allow and not _is_limited(checked):
            for number, resource in enumerate(checked.statement.resources or ()):
                if resource.split(":", 5)[4:5] == ["*"]:
                    by_policy.setdefault(checked.policy.name, []).append((checked, number, resource))
    for found in by_policy.values():
        first, number, _ = found[0]
        resources = tuple(dict.fromkeys(resource for _, _, resource in found))
        message = f"{listed(resources, most=3)}: resources in any account"
        yield Problem(message, first, ("Resource", number), help="name the account")


def _is_limited(checked: CheckedStatement) -> bool:
    return any(condition.key.lower() in _ACCOUNT_KEYS for condition in checked.statement.conditions)
