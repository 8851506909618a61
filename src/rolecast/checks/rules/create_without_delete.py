"""Resources can be created, but not viewed or deleted.

## What it does
Reports each allowed action `Create...` for which the service has a `Delete...`, `Describe...` or `Get...` of the same
name that no policy of the role allows. Jobs are covered by the rule `incomplete-life-cycle`.

## Why is this bad
A resource that is created by mistake cannot be removed. Often that is intended, which is why this is a suggestion.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreateModel", "sagemaker:DescribeModel"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*"
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
      "Action": ["sagemaker:CreateModel", "sagemaker:DescribeModel", "sagemaker:DeleteModel"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:model/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.lifecycles import DELETE, READ, REMEDY, STOP, Stage, is_in_effect, missing, stages
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
JAPANESE = {
    REMEDY: "不足しているアクションを追加してください",
    "some resources that are created here cannot be viewed or deleted without {actions}": (
        "{actions} がないため、ここで作成したリソースの一部を表示または削除できません"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    if not subject.knows_all_grants:
        return
    gaps: dict[CheckedStatement, dict[str, None]] = {}
    first: dict[CheckedStatement, Stage] = {}
    seen: set[str] = set()
    for stage in stages(subject, "Create"):
        if stage.actions(STOP) or stage.written.folded in seen:
            continue
        missed = (*missing(stage, READ, subject), *missing(stage, DELETE, subject))
        if missed and is_in_effect(stage, subject):
            seen.add(stage.written.folded)
            first.setdefault(stage.checked, stage)
            gaps.setdefault(stage.checked, {}).update(dict.fromkeys(missed))
    for checked, actions in gaps.items():
        message = "some resources that are created here cannot be viewed or deleted without {actions}"
        yield Problem(message, checked, first[checked].path, tuple(actions), REMEDY)
