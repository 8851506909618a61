"""A resource that another entry of the same list already covers.

## What it does
Reports resources of a `Resource` or `NotResource` that are duplicates, and those that a pattern in it matches.

## Why is this bad
They have no effect and use up the policy's quota of characters. Next to `*`, they look like a limit that does not
exist.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": ["arn:aws:s3:::raw-data/*", "arn:aws:s3:::raw-data/images/*"]
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import MOST_COMPARED, Subject
from rolecast.iam import algebra
from rolecast.iam.statements import Texts

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("REDUNDANT_RESOURCE",)
JAPANESE = {
    "{resources}: covered by another entry of the same list": "{resources}: 同じリストの別の要素に含まれています",
    "remove it": "削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        texts = checked.statement.resources or checked.statement.not_resources or ()
        found = _covered(checked, texts) if 1 < len(texts) <= MOST_COMPARED else []
        if found:
            element = "NotResource" if checked.statement.resources is None else "Resource"
            resources = tuple(dict.fromkeys(texts[number] for number in found))
            message = f"{listed(resources, most=3)}: covered by another entry of the same list"
            yield Problem(message, checked, (element, found[0]), help="remove it")


def _covered(checked: CheckedStatement, texts: Texts) -> list[int]:
    policy = checked.policy
    has_variables, is_completed = policy.document.has_variables, policy.layer.is_completed
    meant = [algebra.resource(text, has_variables=has_variables, is_completed=is_completed) for text in texts]
    return algebra.covered(meant)
