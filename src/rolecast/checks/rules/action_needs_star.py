"""An action that only works on `*` is limited to an ARN.

## What it does
Reports an action that has no resource types, in a statement whose `Resource` contains neither `*` nor an ARN that
covers the whole service, such as `arn:aws:s3:::*`.

## Why is this bad
A request for such an action names no resource, and only `"Resource": "*"` or such an ARN matches it. The action is not
allowed (or not denied), although the policy names it.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:DescribeModel", "sagemaker:ListModels"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*"
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
    },
    {"Effect": "Allow", "Action": "sagemaker:ListModels", "Resource": "*"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.matching import unmatched_actions
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import patterns
from rolecast.iam.patterns import WholeService

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: no request matches, because only the resource `*` is supported": (
        "{actions}: リソースに `*` しか指定できないため、ここでは一致しません"
    ),
    'move it to a separate statement with `"Resource": "*"`': '`"Resource": "*"` の別のステートメントに移してください',
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        if not checked.is_scoped:
            continue
        others = unmatched_actions(checked).others
        texts_of_all = checked.statement.resources or () if others else ()
        whole = [service for text in texts_of_all if (service := _whole_service(text))]
        unmatched = [
            (number, written)
            for number, written in others
            if not any(service.covers("", written.prefix) for service in whole)
        ]
        if unmatched:
            message = "{actions}: no request matches, because only the resource `*` is supported"
            texts = tuple(written.text for _, written in unmatched)
            remedy = 'move it to a separate statement with `"Resource": "*"`'
            yield Problem(message, checked, ("Action", unmatched[0][0]), texts, remedy)


def _whole_service(resource: str) -> WholeService | None:
    return patterns.whole_service(patterns.completed(resource))
