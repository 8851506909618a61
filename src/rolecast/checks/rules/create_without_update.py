"""Resources can be created, read and deleted, but not updated.

## What it does
Reports a role that is allowed the `Create...`, `Delete...` and `Describe...` or `Get...` of a resource, but not the
`Update...` that the service also has.

## Why is this bad
A role that can delete and recreate a resource can change it anyway, but only in this way. Tools that create a resource,
or update it if it exists, fail on the second run.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreatePipeline", "sagemaker:DescribePipeline", "sagemaker:DeletePipeline"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/*"
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
      "Action": [
        "sagemaker:CreatePipeline",
        "sagemaker:DescribePipeline",
        "sagemaker:UpdatePipeline",
        "sagemaker:DeletePipeline"
      ],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipeline.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.lifecycles import DELETE, READ, REMEDY, is_in_effect, missing, stages
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    REMEDY: "不足しているアクションを追加してください",
    "{allowed} are allowed, but not {actions}": "{allowed} は許可されていますが、{actions} は許可されていません",
}


def find(subject: Subject) -> Iterator[Problem]:
    if not subject.knows_all_grants:
        return
    allows = subject.grants.allows
    seen: set[str] = set()
    for stage in stages(subject, "Create"):
        gaps = missing(stage, ("Update",), subject)
        if not gaps or stage.written.folded in seen or not is_in_effect(stage, subject):
            continue
        others = [next(filter(allows, stage.actions(verbs)), None) for verbs in (READ, DELETE)]
        if all(others):
            seen.add(stage.written.folded)
            allowed = ", ".join(f"`{action}`" for action in (stage.written.text, *others))
            yield Problem(f"{allowed} are allowed, but not {{actions}}", stage.checked, stage.path, gaps, REMEDY)
