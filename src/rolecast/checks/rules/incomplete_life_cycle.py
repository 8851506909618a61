"""Jobs can be started, but not monitored or stopped.

## What it does
Looks at each allowed action `Create...` or `Start...` for which the service also has a `Stop...` or `Cancel...` of the
same name, such as those for jobs, executions and schedules. Reports it if no policy of the role allows stopping,
deleting or describing what it starts, and lists the actions that are missing.

## Why is this bad
A user who starts a job by mistake cannot stop it and pays until it ends. A user who cannot describe it does not see
whether it is still running.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/*"
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
      "Action": ["sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob", "sagemaker:StopTransformJob"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.lifecycles import DELETE, READ, REMEDY, STOP, Stage, is_in_effect, missing, stages
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    REMEDY: "不足しているアクションを追加してください",
    "`{action}` is allowed, but not {actions}": "`{action}` は許可されていますが、{actions} は許可されていません",
}


def find(subject: Subject) -> Iterator[Problem]:
    if not subject.knows_all_grants:
        return
    seen: set[tuple[str, str]] = set()
    for stage in stages(subject, "Create", "Start"):
        resource = stage.service.prefix, stage.noun
        if resource in seen or not stage.actions(STOP):
            continue
        gaps = _gaps(stage, subject)
        if gaps and is_in_effect(stage, subject):
            seen.add(resource)
            yield Problem(
                f"`{stage.written.text}` is allowed, but not {{actions}}", stage.checked, stage.path, gaps, REMEDY
            )


def _gaps(stage: Stage, subject: Subject) -> tuple[str, ...]:
    cannot_end = missing(stage, STOP, subject) and not any(map(subject.grants.allows, stage.actions(DELETE)))
    if not cannot_end and not missing(stage, READ, subject):
        return ()
    return tuple(action for verbs in (("Start",), READ, STOP, DELETE) for action in missing(stage, verbs, subject))
