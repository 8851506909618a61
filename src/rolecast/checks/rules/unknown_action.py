"""An action that its service does not have.

## What it does
Looks up each action in the service reference that Rolecast ships (`rolecast --version` shows its date), and reports
unknown actions and patterns that match no action. Actions that AWS has added since that date are unknown.

## Why is this bad
IAM accepts any name, and the statement then allows or denies nothing. Often it is the name of the API operation, which
is not always the name of the action that it needs: `ListObjectsV2` needs `s3:ListBucket`.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:ListObjectsV2", "Resource": "arn:aws:s3:::raw-data"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::raw-data"}]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.actions import WrittenAction
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.services import Service
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("INVALID_ACTION",)
JAPANESE = {
    "{actions} matches no action of {service}": "{actions} に一致するアクションは {service} にありません",
    "{actions} is not an action of {service}": "{actions} は {service} のアクションではありません",
    "the API operation `{operation}` requires {needed}": "オペレーション `{operation}` には {needed} が必要です",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for number, written in checked.unknown:
            service = written.service
            if service is not None:
                problem = "matches no action" if written.is_pattern else "is not an action"
                message = f"{{actions}} {problem} of {service.name or written.prefix}"
                remedy = _remedy(written, service)
                yield Problem(message, checked, (checked.element, number), (written.text,), remedy)


def _remedy(written: WrittenAction, service: Service) -> str | None:
    if written.is_pattern:
        return None
    name = written.text.partition(":")[2]
    operation = service.operations.get(name.lower())
    if operation is not None and operation.required:
        return (
            f"the API operation `{operation.name}` requires {', '.join(f'`{action}`' for action in operation.required)}"
        )
    # Of hundreds of names, only consider those with a similar beginning and length.
    known = (each.name for each in service.actions.values() if each.name[0].lower() == name[0].lower())
    return did_you_mean(name, (each for each in known if abs(len(each) - len(name)) <= 4))
