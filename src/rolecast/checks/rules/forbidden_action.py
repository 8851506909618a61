"""An action that is both allowed and always denied.

## What it does
Reports actions of an Allow, written without wildcards, that a Deny without conditions forbids on everything that the
Allow names.

## Why is this bad
A Deny always wins. The Allow has no effect, but it makes readers believe that the action is allowed.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::raw-data/*"},
    {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"},
    {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: allowed here, but denied by another statement on all resources": (
        "{actions}: ここで許可されていますが、別のステートメントがすべてのリソースに対して拒否しています"
    ),
    "remove it from this statement": "ここから削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    grants = subject.grants
    if not grants.has_denies:
        return
    for checked in subject.granting:
        if not checked.is_allow:
            continue
        found = [
            (number, written.text)
            for number, written in enumerate(checked.actions)
            if not written.is_pattern and grants.is_denied_to(written.folded, checked)
        ]
        if found:
            message = "{actions}: allowed here, but denied by another statement on all resources"
            yield Problem(
                message,
                checked,
                ("Action", found[0][0]),
                tuple(text for _, text in found),
                "remove it from this statement",
            )
