"""A resource that another entry of the same list already covers.

## What it does
Reports resources of a `Resource` or `NotResource` that stand twice in it, and those that a pattern in it matches.

## Why is this bad
They say nothing, and use up characters of the policy's quota. Beside `*` they look like a limit that there is not.

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

from rolecast.checks import globs
from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("REDUNDANT_RESOURCE",)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        texts = checked.statement.resources or checked.statement.not_resources or ()
        found = globs.covered(texts) if len(texts) > 1 else []
        if found:
            element = "NotResource" if checked.statement.resources is None else "Resource"
            resources = tuple(dict.fromkeys(texts[number] for number in found))
            message = f"{listed(resources, most=3)}: covered by another entry of the same list"
            yield Problem(message, checked, (element, found[0]), help="remove it")
