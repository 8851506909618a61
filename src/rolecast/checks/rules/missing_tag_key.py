"""A condition key for tags without a tag key.

## What it does
Reports `aws:ResourceTag`, `aws:RequestTag`, `aws:PrincipalTag` and similar keys that are written without the slash and
the key of a tag.

## Why is this bad
No request has such a key. A condition that needs it never holds.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ec2:StopInstances",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:ResourceTag": "fraud"}}
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
      "Action": "ec2:StopInstances",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:ResourceTag/team": "fraud"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import lacks_tag
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("MISSING_TAG_KEY_IN_CONDITION",)
JAPANESE = {
    "`{key}` does not name a tag key": "`{key}` にタグキーがありません",
    "write `{key}/KEY`": "`{key}/KEY` と書いてください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if lacks_tag(condition.key):
                written = condition.written.key.rstrip("/")
                message = f"`{condition.written.key}` does not name a tag key"
                yield Problem(message, checked, condition.path, help=f"write `{written}/KEY`")
