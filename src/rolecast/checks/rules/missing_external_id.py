"""Another account is trusted without an external ID.

## What it does
Reports an Allow of a trust policy for a principal of an account other than the role's own, without a condition on
`sts:ExternalId`, on the caller's organization or on multi-factor authentication. In a trust policy without a role,
whose account is not known, every account that it names is taken for another one.

## Why is this bad
A vendor's account works for many customers. Without an external ID, one customer can give the vendor the role of
another customer, and the vendor assumes it.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
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
      "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
      "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"sts:ExternalId": "id-from-the-vendor"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import limits_any, principals

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "an account that may not be the role's own can assume the role without an external ID: {accounts}": (
        "ロールとは別のアカウントの可能性があり、外部 ID なしでロールを引き受けることができます: {accounts}"
    ),
    "another account can assume the role without an external ID: {accounts}": (
        "別のアカウントが外部 ID なしでロールを引き受けることができます: {accounts}"
    ),
    "if it belongs to a third party, add a condition on `sts:ExternalId`": (
        "第三者のアカウントである場合は、`sts:ExternalId` の条件を追加してください"
    ),
}
_GUARDS = ("sts:externalid", "aws:principalorg", "aws:multifactorauth", "aws:principalarn")
_ACCOUNT = r"(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::.*)?"


def find(subject: Subject) -> Iterator[Problem]:
    own = subject.role.environment.account if subject.role else None
    whose = "another account" if own else "an account that may not be the role's own"
    for checked in subject.trusting:
        others = tuple(
            text
            for text in principals(checked, "AWS")
            if (found := re.fullmatch(_ACCOUNT, text)) is not None and found[1] != own
        )
        if others and not limits_any(checked, *_GUARDS):
            message = f"{whose} can assume the role without an external ID: {listed(others)}"
            yield Problem(
                message,
                checked,
                ("Principal",),
                help="if it belongs to a third party, add a condition on `sts:ExternalId`",
            )
