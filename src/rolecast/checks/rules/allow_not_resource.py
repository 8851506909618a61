"""An Allow on everything except some resources.

## What it does
Reports an Allow with `NotResource`.

## Why is this bad
It allows its actions on every resource of every account that it does not name, including resources that are created
later.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::payroll/*"}]
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`Allow` with `NotResource` allows its actions on everything that it does not name": (
        "`NotResource` を使う `Allow` は、記載されていないすべてのリソースに対してアクションを許可します"
    ),
    "list the resources in `Resource`, or deny the unintended ones": (
        "リソースを `Resource` に列挙するか、意図しないリソースを拒否してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.granting:
        if checked.is_allow and checked.statement.not_resources is not None:
            message = "`Allow` with `NotResource` allows its actions on everything that it does not name"
            yield Problem(
                message, checked, ("NotResource",), help="list the resources in `Resource`, or deny the unintended ones"
            )
