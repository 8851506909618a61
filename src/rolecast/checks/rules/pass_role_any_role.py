"""Any role can be passed to certain services.

## What it does
Reports an Allow of `iam:PassRole` whose `Resource` matches every role, with a condition on the services that the role
can be passed to.

## Why is this bad
The condition protects roles from other services, but not from those that it names: every role of the account that
trusts one of these can be used through it, including powerful ones.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "*",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
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
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::123456789012:role/compute",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.passing import passings
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: any role that trusts {services} can be passed": (
        "{actions}: {services} を信頼する任意のロールを渡すことができます"
    ),
    "name the roles": "ロールを指定してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for passing in passings(subject):
        if subject.is_own(passing.checked) and passing.is_of_any_role and passing.services is not None:
            message = f"{{actions}}: any role that trusts {listed(passing.services)} can be passed"
            path = ("NotResource" if passing.by_exception else "Resource",)
            yield Problem(message, passing.checked, path, ("iam:PassRole",), "name the roles")
