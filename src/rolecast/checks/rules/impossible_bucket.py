"""An S3 bucket with a name that S3 does not accept.

## What it does
Reports ARNs of buckets and objects whose bucket has characters other than letters, digits, `.`, `-` and `_`, or fewer
than 3 characters or more than 255.

## Why is this bad
There cannot be such a bucket, so the statement matches nothing. `arn:aws:s3:::bucket1:*`, for example, is probably
meant to be `arn:aws:s3:::bucket1/*`.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data:*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import buckets

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{arn}`: no bucket has `{text}` in its name": "`{arn}`: バケット名に `{text}` は使用できません",
    "`{arn}`: no bucket has a name of {number} character": "`{arn}`: {number} 文字のバケット名はありません",
    "`{arn}`: no bucket has a name of {number} characters": "`{arn}`: {number} 文字のバケット名はありません",
    "write `{arn}`": "`{arn}` と書いてください",
    "remove `s3://`": "`s3://` を削除してください",
}
_OPEN = re.compile(r"\$\{[^}]*\}?|\$[\w(]|\{\{[^}]*\}\}|<")  # variables, and placeholders, which other rules report


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for path, text in checked.listed_resources:
            name = buckets.name(text)
            if name is None or _OPEN.search(name):
                continue
            if found := buckets.impossible(name):
                yield Problem(f"`{text}`: no bucket {found.reason}", checked, path, help=found.remedy)
