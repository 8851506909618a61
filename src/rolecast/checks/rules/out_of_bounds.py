"""Actions that the permissions boundary does not allow.

## What it does
Compares what a role's own policies allow with its permissions boundary, if its text is known, and reports actions that
the boundary does not allow on any resource.

## Why is this bad
A boundary grants nothing and limits everything: the role cannot do what the boundary does not allow.

## Example
A role with the boundary `AmazonSageMakerReadOnly` and this policy:
```
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sagemaker:CreateModel", "Resource": "*"}]
}
```

## Use instead
A boundary that allows `sagemaker:CreateModel`, or a policy without it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.actions import WrittenAction, full_name
from rolecast.checks.findings import Severity
from rolecast.checks.grants import Grants
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: allowed here, but not by the permissions boundary `{name}`": (
        "{actions}: ここで許可されていますが、アクセス許可の境界 `{name}` では許可されていません"
    ),
    "remove it, or allow it in the boundary": "削除するか、アクセス許可の境界で許可してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    if subject.boundary is None:
        return
    for checked in subject.granting:
        outside = [
            (number, written.text)
            for number, written in enumerate(checked.actions)
            if checked.is_allow and _is_outside(written, subject.grants)
        ]
        if outside:
            message = f"{{actions}}: allowed here, but not by the permissions boundary `{subject.boundary.name}`"
            remedy = "remove it, or allow it in the boundary"
            yield Problem(message, checked, ("Action", outside[0][0]), tuple(text for _, text in outside), remedy)


def _is_outside(written: WrittenAction, grants: Grants) -> bool:
    service = written.service
    if service is None or not written.actions:
        return False
    return all(grants.is_out_of_bounds(full_name(service, action)) for action in written.actions)
