"""An S3 bucket whose name S3 does not take.

## What it does
Reports ARNs of buckets and objects whose bucket has characters other than letters, digits, `.`, `-` and `_`, or fewer
than 3 characters or more than 255.

## Why is this bad
There is no such bucket, and there never will be: the statement matches nothing. `arn:aws:s3:::bucket1:*` is meant to be
`arn:aws:s3:::bucket1/*`.

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

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{arn}`: no bucket has `{text}` in its name": "`{arn}`: バケット名に `{text}` は使用できません",
    "`{arn}`: no bucket has a name of {number} character": "`{arn}`: {number} 文字のバケット名はありません",
    "`{arn}`: no bucket has a name of {number} characters": "`{arn}`: {number} 文字のバケット名はありません",
    "write `{arn}`": "`{arn}` と書いてください",
    "remove `s3://`": "`s3://` を削除してください",
}
_OBJECT = re.compile(r"arn:[^:]*:s3:::([^/]*)")
_OPEN = re.compile(
    r"\$\{[^}]*\}?|\$[\w(]|\{\{[^}]*\}\}|<"
)  # variables, and placeholders, which have a rule of their own
_FOREIGN = re.compile(r"[^A-Za-z0-9._*?-]")
_SIZES = (3, 255)  # names of us-east-1 had up to 255 characters until 2018


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for path, text in checked.listed_resources:
            found = _OBJECT.match(text)
            if found and (fault := _fault(found[1])):
                what, remedy = fault
                yield Problem(f"`{text}`: no bucket {what}", checked, path, help=remedy)


def _fault(name: str) -> tuple[str, str | None] | None:
    """What no bucket is, and what is meant."""
    if _OPEN.search(name):
        return None
    foreign = _FOREIGN.search(name)
    if foreign:
        before, _, after = name.partition(":")
        remedy = f"write `{before}/{after}`" if before and after else None
        if name == "s3:":
            remedy = "remove `s3://`"
        return f"has `{foreign[0]}` in its name", remedy
    least, most = _SIZES
    if "*" not in name and not least <= len(name) <= most:
        return f"has a name of {len(name)} character{'s' if len(name) != 1 else ''}", None
    return None
