"""A service principal that is not known.

## What it does
Looks up each service principal among those that AWS's own policies name and those in the service reference. For a
longer name, such as `x.sagemaker.amazonaws.com`, the service at its end is enough.

## Why is this bad
IAM does not check the name of a service. If it is misspelled, nobody can assume the role or use the resource. A service
that is newer than the data is reported too; suppress the finding.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagmaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import listed_principals
from rolecast.iam import service_principals

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{name}` is not a known service principal": "`{name}` は既知のサービスプリンシパルではありません",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.naming_principals:
        for kind, text, path in listed_principals(checked):
            if kind != "Service" or not service_principals.is_formed(text) or service_principals.is_known(text):
                continue
            meant = service_principals.similar(text)
            remedy = f"did you mean `{meant}`?" if meant else None
            yield Problem(f"`{text}` is not a known service principal", checked, path, help=remedy)
