"""A template placeholder that has not been filled in.

## What it does
Reports values in `Resource`, `Principal` and `Condition` that are meant for another tool than IAM: Terraform's
`${var.bucket}`, CloudFormation's `${AWS::Region}` and `${Bucket}`, a shell's `$BUCKET` and `$(command)`, `<bucket>`.

## Why is this bad
To IAM it is plain text. No resource has such a name, so the statement matches nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${var.bucket}/*"}]
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Path, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import placeholders

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{text}`: `{written}` is a placeholder": "`{text}`: `{written}` はプレースホルダーです",
    "`{text}`: `{written}` is a shell variable": "`{text}`: `{written}` はシェル変数です",
    "replace it with the value": "実際の値を書いてください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for text, path in _texts(checked):
            if found := placeholders.find(text):
                message = f"`{text}`: `{found.text}` is {found.kind}"
                yield Problem(message, checked, path, help="replace it with the value")


def _texts(checked: CheckedStatement) -> Iterator[tuple[str, Path]]:
    for path, text in checked.listed_resources:
        yield text, path
    for kind, texts in checked.statement.principals.entries if checked.statement.principals else ():
        for number, text in enumerate(texts):
            yield text, ("Principal", kind, number)
    for condition in checked.conditions:
        for number, text in enumerate(condition.written.values):
            yield text, (*condition.path, number)
