"""Nothing may be passed to what is made.

## What it does
Takes the actions that are allowed and that AWS marks as depending on `iam:PassRole`, such as those that make a job
with an execution role, and reports them, once for a role, where no policy allows to pass any role.

## Why is this bad
Whoever makes the thing has to name a role for it, and is denied. Where the role is optional, the thing can be made
without.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreateEndpointConfig", "sagemaker:AddTags"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/*"
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
      "Action": ["sagemaker:CreateEndpointConfig", "sagemaker:AddTags"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/*"
    },
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
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.dependents import gaps
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()


def find(subject: Subject) -> Iterator[Problem]:
    for gap in gaps(subject, lambda needed: needed == "iam:PassRole"):
        message = f"no role may be passed (`{gap.needed}`), which is needed for {{actions}}"
        remedy = "allow `iam:PassRole` on the roles, with a condition on `iam:PassedToService`"
        yield Problem(message, gap.first, gap.path, gap.actions, remedy, needs=(gap.needed,))
