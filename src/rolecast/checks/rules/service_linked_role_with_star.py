"""Any service-linked role can be created.

## What it does
Reports an Allow of `iam:CreateServiceLinkedRole` on every role, without a condition on `iam:AWSServiceName`.

## Why is this bad
A service-linked role lets its service act in the account, and no policy of the account limits it. A role that can
create any of them can introduce services that nobody has reviewed.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:CreateServiceLinkedRole",
      "Resource": "arn:aws:iam::*:role/aws-service-role/sagemaker.amazonaws.com/*",
      "Condition": {"StringEquals": {"iam:AWSServiceName": "sagemaker.amazonaws.com"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import narrows
from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import formats

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    "CREATE_SLR_WITH_NOT_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
)
JAPANESE = {
    "{actions}: any service-linked role can be created": "{actions}: 任意のサービスにリンクされたロールを作成できます",
    "name the service in `Resource` and in a condition on `iam:AWSServiceName`": (
        "`Resource` と `iam:AWSServiceName` の条件でサービスを指定してください"
    ),
}
_ACTION = "iam:createservicelinkedrole"


def find(subject: Subject) -> Iterator[Problem]:
    if not subject.touches("iam"):
        return
    for checked in subject.grants.allowing(_ACTION):
        if subject.is_own(checked) and _is_on_any(checked) and not narrows(checked.statement):
            element = "Resource" if checked.statement.resources is not None else "NotResource"
            remedy = "name the service in `Resource` and in a condition on `iam:AWSServiceName`"
            message = "{actions}: any service-linked role can be created"
            actions = ("iam:CreateServiceLinkedRole",)
            yield Problem(message, checked, (element,), actions, remedy, _code(checked))


def _is_on_any(checked: CheckedStatement) -> bool:
    resources = checked.statement.resources
    if resources is None:
        return True
    return any(formats.is_any(resource, "iam", "role/aws-service-role/${Service}/${Name}") for resource in resources)


def _code(checked: CheckedStatement) -> str:
    on_all_but = checked.statement.not_resources is not None
    if checked.statement.not_actions is not None:
        both = "NOT_ACTION_AND_NOT_RESOURCE" if on_all_but else "STAR_IN_RESOURCE_AND_NOT_ACTION"
        return f"CREATE_SLR_WITH_{both}"
    if not any(written.folded == _ACTION for written in checked.actions):
        return f"CREATE_SLR_WITH_STAR_IN_ACTION_AND_{'NOT_RESOURCE' if on_all_but else 'RESOURCE'}"
    return f"CREATE_SLR_WITH_{'NOT_RESOURCE' if on_all_but else 'STAR_IN_RESOURCE'}"
