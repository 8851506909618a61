"""An action that another entry of the same list already covers.

## What it does
Reports actions of an `Action` or `NotAction` that are duplicates, ignoring case, and those that a pattern in
it matches.

## Why is this bad
They have no effect and use up the policy's quota of characters. Somebody who removes one of them, to remove the
permission, does not remove it.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::raw-data/*"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import MOST_COMPARED, Subject
from rolecast.iam import algebra
from rolecast.iam.statements import Texts

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("REDUNDANT_ACTION",)
JAPANESE = {
    "{actions}: covered by another entry of the same list": "{actions}: 同じリストの別の要素に含まれています",
    "remove it": "削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        texts = checked.statement.actions or checked.statement.not_actions or ()
        if (checked.has_patterns or len(checked.literals) < len(texts)) and len(texts) <= MOST_COMPARED:
            found = _covered(texts)
            if found:
                message = "{actions}: covered by another entry of the same list"
                actions = tuple(dict.fromkeys(texts[number] for number in found))
                yield Problem(message, checked, (checked.element, found[0]), actions, "remove it")


@lru_cache(maxsize=4_096)
def _covered(actions: Texts) -> list[int]:
    return algebra.covered(list(map(algebra.action, actions)))
