"""A `Sid` that two statements of a resource policy share.

## What it does
Reports a statement of a resource policy that has the same `Sid` as an earlier statement. In identity and trust policies
IAM refuses that, which is reported as `invalid-policy`.

## Why is this bad
Most services accept such a policy. But anything that finds, changes or removes a statement by its `Sid`, as
`lambda:RemovePermission` and most scripts do, may pick the wrong one.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read", "Effect": "Allow", "Principal": {"AWS": "123456789012"},
      "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"
    },
    {
      "Sid": "Read", "Effect": "Allow", "Principal": {"AWS": "123456789012"},
      "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::raw-data"
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
      "Sid": "Read", "Effect": "Allow", "Principal": {"AWS": "123456789012"},
      "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"
    },
    {
      "Sid": "List", "Effect": "Allow", "Principal": {"AWS": "123456789012"},
      "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::raw-data"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("UNIQUE_SIDS_RECOMMENDED",)
JAPANESE = {
    "statement {number} already has the `Sid` `{sid}`": "ステートメント {number} に同じ `Sid` `{sid}` があります",
    "give each statement a unique `Sid`": "各ステートメントに一意の `Sid` を指定してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for checked in subject.statements:
        sid = checked.statement.sid
        if not sid:
            continue
        number = first.setdefault((checked.policy.name, sid), checked.index)
        if number != checked.index:
            message = f"statement {number + 1} already has the `Sid` `{sid}`"
            yield Problem(message, checked, ("Sid",), help="give each statement a unique `Sid`")
