"""A wildcard in the resource type of an ARN.

## What it does
Reports ARNs that have a wildcard in the resource type, which is the part of the resource before the first `/` or `:`,
as in `arn:aws:sagemaker:*:*:*/*`, once per policy.

## Why is this bad
The user guide advises against it: IAM does not guarantee what such a pattern matches. AWS's own templates rely on it,
and Rolecast matches it against the whole ARN. The pattern also covers resource types that the actions get later.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:DescribeModel",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:*/*"
    }
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
      "Action": "sagemaker:DescribeModel",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
JAPANESE = {
    "{arns}: a wildcard in the type of the resource": "{arns}: リソースタイプにワイルドカードがあります",
    "name the types of resources": "リソースタイプを指定してください",
}
# The ARNs of S3 buckets, topics and queues have no type before the name.
_WILD_TYPE = re.compile(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:[^:/]*[*?][^:/]*[:/].+")
_WITHOUT_TYPE = re.compile(r"arn:[^:]*:(?:s3|sns|sqs|execute-api|codecommit):")


def find(subject: Subject) -> Iterator[Problem]:
    by_policy: dict[str, list[tuple[CheckedStatement, int, str]]] = {}
    for checked in subject.granting:
        for number, resource in enumerate(checked.statement.resources or ()):
            if _WILD_TYPE.fullmatch(resource) and not _WITHOUT_TYPE.match(resource):
                by_policy.setdefault(checked.policy.name, []).append((checked, number, resource))
    for found in by_policy.values():
        first, number, _ = found[0]
        resources = tuple(dict.fromkeys(resource for _, _, resource in found))
        message = f"{listed(resources, most=3)}: a wildcard in the type of the resource"
        yield Problem(message, first, ("Resource", number), help="name the types of resources")
