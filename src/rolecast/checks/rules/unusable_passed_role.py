"""A passed role that cannot do what it is passed for.

## What it does
Looks at the roles of a file that other roles of it pass. Reported is a role that no service trusts to which it may be
passed, and an activity none of whose roles is trusted by the service that needs it or is allowed what the work takes:
a pipeline's role that may start no job, for example. Roles that are not in the file are not looked at, and neither is
what attached policies of unknown text may allow.

## Why is this bad
The role can be passed, so everything seems to be right; then SageMaker cannot assume it, or the job or pipeline stops
at its first call.

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

from collections.abc import Iterator, Sequence

from rolecast.catalogue.activity import Activity, PassedRole
from rolecast.checks.findings import Severity
from rolecast.checks.passing import Passing, passings
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import principals

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{role} may be passed to {services}, which it does not trust": (
        "{role} を {services} に渡すことができますが、このロールはそのサービスを信頼していません"
    ),
    "name the service in `trust.services` of that role": "そのロールの `trust.services` でサービスを指定してください",
    "`{activity}` passes {roles} to {services}, which it does not trust": (
        "`{activity}` は {roles} を {services} に渡しますが、そのロールはサービスを信頼していません"
    ),
    "`{activity}` passes {roles}, which is not allowed {actions}": (
        "`{activity}` は {roles} を渡しますが、そのロールには {actions} が許可されていません"
    ),
    "`{activity}` passes {roles}, which is allowed none of {actions}": (
        "`{activity}` は {roles} を渡しますが、そのロールには {actions} のいずれも許可されていません"
    ),
    "pass a role with {activities}": "{activities} を持つロールを渡してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    by_activity = {activity.id: activity for activity in subject.activities if activity.passes}
    for passing in passings(subject):
        checked = passing.checked
        if not subject.is_own(checked):
            continue
        roles = [subject.others.get(arn) for arn in checked.statement.resources or ()]
        known = [role for role in roles if role is not None]
        activities = [by_activity[name] for name in checked.activities if name in by_activity]
        if not activities:
            yield from _untrusted(passing, known)
        elif len(known) == len(roles):
            for activity in activities:
                for passed in activity.passes:
                    yield from _unusable(passing, activity, passed, known)


def _untrusted(passing: Passing, roles: Sequence[Subject]) -> Iterator[Problem]:
    """Of a statement of one's own: roles that may be passed to services alone that they do not trust."""
    if passing.services is None:
        return
    for role in roles:
        if not any(map(passing.may_reach, _trusted(role))):
            services = _listing(passing.services)
            message = f"{_name(role)} may be passed to {services}, which it does not trust"
            yield Problem(message, passing.checked, help="name the service in `trust.services` of that role")


def _unusable(passing: Passing, activity: Activity, passed: PassedRole, roles: Sequence[Subject]) -> Iterator[Problem]:
    """Of an activity: a purpose that none of the roles that it passes serves."""
    remedy = f"pass a role with {_listing(passed.activities)}"
    trusting_ones = [role for role in roles if not _trusted(role).isdisjoint(passed.services)]
    names = ", ".join(map(_name, trusting_ones or roles))
    if not trusting_ones:
        services = _listing(passed.services)
        message = f"`{activity.id}` passes {names} to {services}, which it does not trust"
        yield Problem(message, passing.checked, help=remedy)
        return
    lacking = [_lacking(role, passed) for role in trusting_ones]
    if all(lacking):
        needed = min(lacking, key=len)
        message = f"`{activity.id}` passes {names}, which is not allowed {{actions}}"
        if len(needed) > 1:
            message = f"`{activity.id}` passes {names}, which is allowed none of {{actions}}"
        yield Problem(message, passing.checked, actions=needed, help=remedy)


def _lacking(role: Subject, passed: PassedRole) -> tuple[str, ...]:
    """The first alternatives of which the role is certainly allowed none."""
    if not role.knows_all_grants:
        return ()
    return next((needs for needs in passed.needs if not any(map(role.grants.allows, needs))), ())


def _trusted(role: Subject) -> set[str]:
    return {service for checked in role.trusting for service in principals(checked, "Service")}


def _name(role: Subject) -> str:
    assert role.role is not None  # it is one of a file
    return f"`{role.role.key}`"


def _listing(texts: Sequence[str]) -> str:
    return " or ".join(f"`{text}`" for text in texts)
