"""A role can be passed to any service.

## What it does
Reports an Allow of `iam:PassRole` on certain roles, without a condition that names the services in
`iam:PassedToService`.

## Why is this bad
A role that trusts one service today may trust another tomorrow. Without the condition, anyone who can pass the role can
use it through each of them.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/compute"}
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
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::123456789012:role/compute",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.passing import passings
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: roles can be passed to any service": "{actions}: 任意のサービスにロールを渡すことができます",
    "name the services in a condition on `iam:PassedToService`": (
        "`iam:PassedToService` の条件でサービスを指定してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for passing in passings(subject):
        if subject.is_own(passing.checked) and passing.services is None and not passing.is_of_any_role:
            message = "{actions}: roles can be passed to any service"
            remedy = "name the services in a condition on `iam:PassedToService`"
            yield Problem(message, passing.checked, actions=("iam:PassRole",), help=remedy)
