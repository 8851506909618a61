"""Resources can be read and updated, but not created.

## What it does
Reports a role that is allowed the `Update...` and the `Describe...` or `Get...` of resources that match a pattern, but
not the `Create...` that the service also has. If the policy names the resources without a pattern, they probably exist
already, and nothing is reported.

## Why is this bad
The policy is useful only for resources that another role has created.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["athena:GetNamedQuery", "athena:UpdateNamedQuery"],
      "Resource": "arn:aws:athena:us-east-1:123456789012:workgroup/*"
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
      "Action": ["athena:CreateNamedQuery", "athena:GetNamedQuery", "athena:UpdateNamedQuery"],
      "Resource": "arn:aws:athena:us-east-1:123456789012:workgroup/*"
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
from rolecast.checks.lifecycles import READ, REMEDY, is_in_effect, missing, stages
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
JAPANESE = {
    REMEDY: "不足しているアクションを追加してください",
    "{allowed} are allowed, but not {actions}": "{allowed} は許可されていますが、{actions} は許可されていません",
}


def find(subject: Subject) -> Iterator[Problem]:
    if not subject.knows_all_grants:
        return
    seen: set[str] = set()
    for stage in stages(subject, "Update"):
        gaps = missing(stage, ("Create",), subject)
        if not gaps or stage.written.folded in seen or not _is_by_pattern(stage.checked):
            continue
        read = next(filter(subject.grants.allows, stage.actions(READ)), None)
        if read and is_in_effect(stage, subject):
            seen.add(stage.written.folded)
            message = f"`{read}` and `{stage.written.text}` are allowed, but not {{actions}}"
            yield Problem(message, stage.checked, stage.path, gaps, REMEDY)


def _is_by_pattern(checked: CheckedStatement) -> bool:
    return any("*" in resource.rpartition(":")[2] for resource in checked.statement.resources or ())
