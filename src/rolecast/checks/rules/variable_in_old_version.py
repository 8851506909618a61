"""A policy variable in a policy version that does not support variables.

## What it does
Reports `${...}` in a `Resource` or condition value of a policy whose `Version` is 2008-10-17 or missing.

## Why is this bad
In such a policy `${aws:PrincipalTag/team}` is plain text, which no resource or value matches.

## Example
```json
{
  "Version": "2008-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/${aws:PrincipalTag/team}/*"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/${aws:PrincipalTag/team}/*"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Path, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import VERSION

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("VARIABLE_UNSUPPORTED_IN_VERSION",)
JAPANESE = {
    "`{text}`: without version {version} a variable is plain text": (
        "`{text}`: バージョン {version} を指定しないと、変数はただの文字列として扱われます"
    ),
    'write `"Version": "{version}"`': '`"Version": "{version}"` と書いてください',
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        if checked.policy.document.has_variables:
            continue
        for text, path in _texts(checked):
            if "${" in text:
                message = f"`{text}`: without version {VERSION} a variable is plain text"
                yield Problem(message, checked, path, help=f'write `"Version": "{VERSION}"`')


def _texts(checked: CheckedStatement) -> Iterator[tuple[str, Path]]:
    statement = checked.statement
    element = "NotResource" if statement.resources is None else "Resource"
    for number, text in enumerate(statement.resources or statement.not_resources or ()):
        yield text, (element, number)
    for condition in statement.conditions:
        for number, text in enumerate(condition.values):
            yield text, ("Condition", condition.operator, condition.key, number)
