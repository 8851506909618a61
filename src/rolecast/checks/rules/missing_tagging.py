"""What is created cannot be tagged.

## What it does
Looks at the allowed actions whose requests can include tags, and reports them if no policy allows the service's action
that adds tags, such as `sagemaker:AddTags`: once for each role and tagging action.

## Why is this bad
A request that creates a resource with tags is denied as a whole. Studio, Step Functions and most infrastructure tools
add tags automatically. If nothing adds tags, the action is not needed.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateTransformJob",
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
      "Action": ["sagemaker:CreateTransformJob", "sagemaker:AddTags"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.actions import action
from rolecast.checks.dependents import gaps
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.services import AccessLevel

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
JAPANESE = {
    "without `{needed}`, resources cannot be tagged when they are created with {actions}": (
        "`{needed}` がないため、{actions} で作成するリソースにタグを付けることができません"
    ),
    "allow `{needed}` too": "`{needed}` も許可してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for gap in gaps(subject, _adds_tags):
        of_service = tuple(text for text in gap.actions if text.partition(":")[0] == gap.needed.partition(":")[0])
        if of_service:
            message = f"without `{gap.needed}`, resources cannot be tagged when they are created with {{actions}}"
            remedy = f"allow `{gap.needed}` too"
            yield Problem(message, gap.first, gap.path, of_service, remedy, needs=(gap.needed,))


@lru_cache(maxsize=1_024)
def _adds_tags(name: str) -> bool:
    known = action(name)
    return known is not None and known.access_level is AccessLevel.TAGGING
