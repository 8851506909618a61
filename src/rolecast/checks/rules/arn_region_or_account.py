"""An ARN with a region or an account that its resource type does not have, or without one that it has.

## What it does
Looks up which resource types the end of an ARN can belong to. Reports an ARN that has a region or an account although
none of them has one, or that lacks one although all of them have it.

## Why is this bad
No resource has such an ARN, so the statement matches nothing. A bucket's ARN has neither a region nor an account; a
queue's has both.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1::jobs"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import formats
from rolecast.iam.services import prefixes

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "ARN_ACCOUNT_NOT_ALLOWED",
    "ARN_REGION_NOT_ALLOWED",
    "MISSING_ARN_ACCOUNT",
    "MISSING_ARN_REGION",
)
JAPANESE = {
    "`{arn}` has a region, but ARNs of this `{service}` resource have none": (
        "`{arn}` にリージョンがありますが、`{service}` のこのリソースの ARN にリージョンは含まれません"
    ),
    "`{arn}` has no region, but ARNs of this `{service}` resource have one": (
        "`{arn}` にリージョンがありません。`{service}` のこのリソースの ARN にはリージョンが必要です"
    ),
    "`{arn}` has an account, but ARNs of this `{service}` resource have none": (
        "`{arn}` にアカウントがありますが、`{service}` のこのリソースの ARN にアカウントは含まれません"
    ),
    "`{arn}` has no account, but ARNs of this `{service}` resource have one": (
        "`{arn}` にアカウントがありません。`{service}` のこのリソースの ARN にはアカウントが必要です"
    ),
    "leave the account empty": "アカウントを空にしてください",
    "leave the region empty": "リージョンを空にしてください",
    "add the account": "アカウントを追加してください",
    "add the region": "リージョンを追加してください",
}
_REMEDIES = {
    "ARN_ACCOUNT_NOT_ALLOWED": "leave the account empty",
    "ARN_REGION_NOT_ALLOWED": "leave the region empty",
    "MISSING_ARN_ACCOUNT": "add the account",
    "MISSING_ARN_REGION": "add the region",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for path, text in checked.listed_resources:
            for message, code in _faults(text):
                yield Problem(f"`{text}` {message}", checked, path, help=_REMEDIES[code], access_analyzer=code)


@lru_cache(maxsize=8_192)
def _faults(resource: str) -> tuple[tuple[str, str], ...]:
    """The messages and codes of errors in region and account."""
    if resource.count(":") < 5:
        return ()
    _, _, service, region, account, rest = resource.split(":", 5)
    if service not in prefixes():
        return ()
    types = [form for form in formats.met(service, rest) if form.service == service]
    if not types or rest == "*":
        return ()
    found = []
    if not any(form.region for form in types) and region not in ("", "*"):
        found.append((f"has a region, but ARNs of this `{service}` resource have none", "ARN_REGION_NOT_ALLOWED"))
    if all(form.region for form in types) and region == "":
        found.append((f"has no region, but ARNs of this `{service}` resource have one", "MISSING_ARN_REGION"))
    if not any(form.account for form in types) and account not in ("", "*"):
        found.append((f"has an account, but ARNs of this `{service}` resource have none", "ARN_ACCOUNT_NOT_ALLOWED"))
    if formats.has_account(types) and account == "":
        found.append((f"has no account, but ARNs of this `{service}` resource have one", "MISSING_ARN_ACCOUNT"))
    return tuple(found)
