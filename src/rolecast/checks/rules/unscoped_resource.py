"""Actions that change resources are allowed on `*`, although they can be limited.

## What it does
Reports the actions of an Allow on `"Resource": "*"` that write, tag or manage permissions and have resource types.
Statements whose conditions limit the resources are not reported.

## Why is this bad
The statement allows them on every such resource of the account, including unrelated ones.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::raw-data/*"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.actions import written_action
from rolecast.checks.conditions import narrows
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.services import AccessLevel

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: allowed on `*`, but could be limited to certain resources": (
        "{actions}: `*` に対して許可されていますが、特定のリソースに制限できます"
    ),
    "name the resources": "リソースを指定してください",
}
_CHANGING = frozenset({AccessLevel.WRITE, AccessLevel.TAGGING, AccessLevel.PERMISSIONS_MANAGEMENT})


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.granting:
        if not (checked.is_allow and checked.is_everywhere) or narrows(checked.statement):
            continue
        found = [
            (number, written.text) for number, written in enumerate(checked.actions) if _is_limitable(written.text)
        ]
        if found:
            message = "{actions}: allowed on `*`, but could be limited to certain resources"
            yield Problem(
                message, checked, ("Action", found[0][0]), tuple(text for _, text in found), "name the resources"
            )


@lru_cache(maxsize=16_384)
def _is_limitable(text: str) -> bool:
    return any(action.resources and action.access_level in _CHANGING for action in written_action(text).actions)
