"""Any role can be passed to any service.

## What it does
Reports an Allow of `iam:PassRole` whose `Resource` matches every role (or whose `NotResource` excludes only some),
without a condition that names the services in `iam:PassedToService`. A Deny that exempts only certain roles or services
is taken into account.

## Why is this bad
A service works with the permissions of the role that it is passed. Anyone who can pass any role can use the most
powerful role of the account.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.passing import PASS_ROLE, Passing, passings
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = (
    "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    "PASS_ROLE_WITH_NOT_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
)
JAPANESE = {
    "{actions} on {resources} lets any role be passed to any service": (
        "{resources} に対する {actions} により、任意のロールを任意のサービスに渡すことができます"
    ),
    "name the roles, and the services in a condition on `iam:PassedToService`": (
        "ロールを指定し、`iam:PassedToService` の条件でサービスを指定してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for passing in passings(subject):
        if subject.is_own(passing.checked) and passing.is_of_any_role and passing.services is None:
            what = "`NotResource`" if passing.by_exception else listed(passing.open_resources)
            yield Problem(
                f"{{actions}} on {what} lets any role be passed to any service",
                passing.checked,
                ("NotResource" if passing.by_exception else "Resource",),
                ("iam:PassRole",),
                "name the roles, and the services in a condition on `iam:PassedToService`",
                _code(passing),
            )


def _code(passing: Passing) -> str:
    resource = "NOT_RESOURCE" if passing.by_exception else "STAR_IN_RESOURCE"
    statement = passing.checked.statement
    if statement.actions is None:
        both = "NOT_ACTION_AND_NOT_RESOURCE" if passing.by_exception else "STAR_IN_RESOURCE_AND_NOT_ACTION"
        return f"PASS_ROLE_WITH_{both}"
    if not any(written.folded == PASS_ROLE for written in passing.checked.actions):
        return f"PASS_ROLE_WITH_STAR_IN_ACTION_AND_{resource.removeprefix('STAR_IN_')}"
    return f"PASS_ROLE_WITH_{resource}"
