"""A passed role that cannot do what it is passed for.

## What it does
Looks at the roles of a file that other roles in it pass. Reports a passed role that trusts none of the services to
which it can be passed, and an activity whose passed roles do not trust the service that needs them or lack the
permissions for the work: for example, a pipeline role that cannot start a job. Roles outside the file, and permissions
from attached policies whose text is not known, are not considered.

## Why is this bad
The role can be passed, so everything seems to be correct. But then SageMaker cannot assume it, or the job or pipeline
fails at its first call.

## Example
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  mlops-engineer:
    activities: {manage-pipelines: }
    pass_roles: [compute]
```

## Use instead
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  pipeline:
    persona: pipeline-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
      pipeline-execution:
        s3_buckets: [fraud-training]
  mlops-engineer:
    activities: {manage-pipelines: }
    pass_roles: [pipeline]
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks import purposes
from rolecast.checks.findings import Severity
from rolecast.checks.passing import Passing, passings
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{role} can be passed to {services}, which it does not trust": (
        "{role} を {services} に渡すことができますが、このロールはそのサービスを信頼していません"
    ),
    "name the service in `trust.services` of that role": "そのロールの `trust.services` でサービスを指定してください",
    **purposes.JAPANESE,
}


def find(subject: Subject) -> Iterator[Problem]:
    for passing in passings(subject):
        if subject.is_own(passing.checked) and not purposes.activities_of(passing, subject):
            yield from _untrusted(passing, purposes.known_roles(passing, subject))
    for purpose in purposes.purposes(subject):
        if purpose.roles != (subject,):  # the rule unusable-own-role covers the role itself
            yield from purposes.unserved(purpose)


def _untrusted(passing: Passing, roles: tuple[Subject, ...]) -> Iterator[Problem]:
    """The roles, in a subject's own statement, that can be passed only to services that they do not trust."""
    if passing.services is None:
        return
    for role in roles:
        if not any(map(passing.may_reach, purposes.trusted(role))):
            services = purposes.listing(passing.services)
            message = f"{purposes.name(role)} can be passed to {services}, which it does not trust"
            yield Problem(message, passing.checked, help="name the service in `trust.services` of that role")
