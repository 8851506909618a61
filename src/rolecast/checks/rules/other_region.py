"""A KMS key or image repository in a different region from the role.

## What it does
For a role whose region is known, reports each ARN of a KMS key or of an Amazon ECR repository that names another
region, in `Resource` and in condition values: once, at its first occurrence.

## Why is this bad
Amazon SageMaker accepts only keys and images in its own region: a request for a job, a model or a volume that names
this key or image fails, and a condition that requires this key never holds. Usually, the ARN was copied from a role of
another region.

## Example
```yaml
version: 1
account: "123456789012"
region: eu-west-1
roles:
  compute:
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
```

## Use instead
```yaml
version: 1
account: "123456789012"
region: eu-west-1
roles:
  compute:
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:eu-west-1:123456789012:repository/fraud]
```

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html
- https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Path, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{arn}` is a KMS key in `{region}`, but the role is for `{own}`": (
        "`{arn}` は `{region}` の KMS キーですが、ロールは `{own}` 用です"
    ),
    "`{arn}` is an image repository in `{region}`, but the role is for `{own}`": (
        "`{arn}` は `{region}` のイメージリポジトリですが、ロールは `{own}` 用です"
    ),
    "name one in `{region}`": "`{region}` のものを指定してください",
}
_REGIONAL = re.compile(r"arn:[^:]*:(kms|ecr):([a-z0-9-]+):[^:]*:(?:key|repository)/.+")
_KINDS = {"kms": "a KMS key", "ecr": "an image repository"}


def find(subject: Subject) -> Iterator[Problem]:
    region = subject.role.environment.region if subject.role else None
    if region is None:
        return
    seen: set[str] = set()
    for checked in subject.granting:
        for path, text in _texts(checked):
            found = _REGIONAL.fullmatch(text)
            if found and found[2] != region and text not in seen:
                seen.add(text)
                message = f"`{text}` is {_KINDS[found[1]]} in `{found[2]}`, but the role is for `{region}`"
                needs = tuple(written.text for written in checked.actions)
                yield Problem(message, checked, path, help=f"name one in `{region}`", needs=needs)


def _texts(checked: CheckedStatement) -> Iterator[tuple[Path, str]]:
    """The resources and condition values, with their paths."""
    for number, text in enumerate(checked.statement.resources or ()):
        yield ("Resource", number), text
    for condition in checked.conditions:
        for number, text in enumerate(condition.written.values):
            yield (*condition.path, number), text
