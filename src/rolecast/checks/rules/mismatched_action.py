"""An action to which none of its statement's resources applies.

## What it does
Compares the resource types of each action with the ARNs of the statement's `Resource`. If no ARN can be of any of these
types, the statement never matches the action. S3 buckets are the usual case: `arn:aws:s3:::raw-data` is the bucket,
`arn:aws:s3:::raw-data/*` its objects, and an action applies to one of the two.

## Why is this bad
The action is not allowed (or not denied), although the policy names it.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetBucketAcl"], "Resource": "arn:aws:s3:::raw-data/*"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"},
    {"Effect": "Allow", "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::raw-data"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolecast.checks.actions import WrittenAction, resource_types
from rolecast.checks.findings import Severity, listed
from rolecast.checks.matching import unmatched_actions
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import formats

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: no request matches, because the resources are of other types: {resources}": (
        "{actions}: リソースのタイプが異なるため、ここでは一致しません: {resources}"
    ),
    "use resources of the form {arns}": "リソースは {arns} です",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        if not checked.is_scoped:
            continue
        unmatched = unmatched_actions(checked).limitable
        if unmatched:
            resources = listed(tuple(dict.fromkeys(checked.statement.resources or ())), most=3)
            texts = tuple(written.text for _, written in unmatched)
            message = f"{{actions}}: no request matches, because the resources are of other types: {resources}"
            yield Problem(message, checked, ("Action", unmatched[0][0]), texts, _remedy(w for _, w in unmatched))


def _remedy(unmatched: Iterable[WrittenAction]) -> str | None:
    """The ARN formats of the actions' resources."""
    arns = {
        f"arn:aws:{form.service}:{form.region}:{form.account}:{form.resource}": None
        for written in unmatched
        for form in formats.known(written.prefix)
        if form.type in resource_types(written.text)
    }
    return f"use resources of the form {listed(tuple(sorted(arns, key=len)), most=3)}" if arns else None
