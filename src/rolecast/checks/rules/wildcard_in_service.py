"""A wildcard in the service of an ARN.

## What it does
Reports ARNs in `Resource` and `NotResource` whose service contains `*` or `?`.

## Why is this bad
The pattern also covers other services with a similar name, including future ones.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "arn:aws:code*:us-east-1:111122223333:project/*"}
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
      "Action": "codebuild:StartBuild",
      "Resource": "arn:aws:codebuild:us-east-1:111122223333:project/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("WILDCARD_IN_SERVICE_NAME",)
JAPANESE = {
    "`{text}` has a wildcard in its service": "`{text}` のサービスにワイルドカードがあります",
    "name the service": "サービスを指定してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for path, text in checked.listed_resources:
            parts = text.split(":")
            if text.startswith("arn:") and len(parts) > 3 and ("*" in parts[2] or "?" in parts[2]):
                message = f"`{text}` has a wildcard in its service"
                yield Problem(message, checked, path, help="name the service")
