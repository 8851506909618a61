"""No role can be passed to what is created.

## What it does
Looks at the allowed actions whose requests name a role for a service to use, such as those that create a job with an
execution role. Reports them if no policy allows passing any role. It says which actions always need `iam:PassRole`,
because every request names a role, and which need it only when a role is given.

## Why is this bad
A request that names a role is denied. If the role is optional, requests without one still work; so nothing is reported
if `iam:PassRole` is deliberately denied or not allowed by the boundary.

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
from rolecast.iam.services import When

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{needed}` is not allowed on any role, but required for {actions}": (
        "ロールを渡すこと (`{needed}`) が許可されていません。{actions} に必要です"
    ),
    "`{needed}` is not allowed on any role, but required if a role is given to {actions}": (
        "ロールを渡すこと (`{needed}`) が許可されていません。{actions} にロールを指定する場合に必要です"
    ),
    "allow `iam:PassRole` on the roles, with a condition on `iam:PassedToService`": (
        "`iam:PassedToService` の条件を付けて、ロールに対する `iam:PassRole` を許可してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for gap in gaps(subject, lambda needed: needed == "iam:PassRole"):
        when = "for" if gap.when is When.ALWAYS else "if a role is given to"
        message = f"`{gap.needed}` is not allowed on any role, but required {when} {{actions}}"
        remedy = "allow `iam:PassRole` on the roles, with a condition on `iam:PassedToService`"
        yield Problem(message, gap.first, gap.path, gap.actions, remedy, needs=(gap.needed,))
