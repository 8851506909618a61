"""A role that passes itself and cannot do what it is passed for.

## What it does
Looks at roles that pass themselves. Roles without `pass_roles` do, as in Role Manager. Reports an activity whose jobs,
models or pipelines would run with the role although the role does not trust the service that runs them, or lacks the
permissions for that work.

## Why is this bad
It is not, if the work runs with another role that the file does not name. Otherwise SageMaker cannot assume the role,
or the job fails at its first call.

## Example
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  engineer:
    activities: {manage-models: }
```

## Use instead
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  endpoint:
    persona: endpoint-role
    activities:
      endpoint-execution:
        s3_buckets: [fraud-models]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  engineer:
    activities: {manage-models: }
    pass_roles: [endpoint]
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks import purposes
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = purposes.JAPANESE


def find(subject: Subject) -> Iterator[Problem]:
    for purpose in purposes.purposes(subject):
        if purpose.roles == (subject,):
            yield from purposes.unserved(purpose)
