"""A malformed policy variable.

## What it does
Reports `${...}` without its closing brace, without a name, with a space in or around the name, or with a default that
is not in single quotes; and a variable in an element or operator that does not support variables: `Action`,
`Principal`, and conditions on numbers, dates, addresses and booleans.

## Why is this bad
IAM treats a malformed variable as plain text. The statement then matches nothing, or, in a Deny, denies nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/${aws:PrincipalTag/team/*"}
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
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Path, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "EMPTY_VARIABLE",
    "INVALID_VARIABLE_FOR_OPERATOR",
    "MISSING_BRACE_IN_VARIABLE",
    "MISSING_QUOTE_IN_VARIABLE",
    "UNSUPPORTED_SPACE_IN_VARIABLE",
    "VARIABLE_UNSUPPORTED_IN_ELEMENT",
)
JAPANESE = {
    "`{text}`: a policy variable has no closing brace": "`{text}`: ポリシー変数の閉じ括弧がありません",
    "write `${name}`": "`${name}` と書いてください",
    "`{text}`: a policy variable has no name": "`{text}`: ポリシー変数に名前がありません",
    "name the condition key, or remove `${}`": "条件キーを指定するか、`${}` を削除してください",
    "`{text}`: a policy variable has a space in or around its name": (
        "`{text}`: ポリシー変数の名前またはその前後に空白があります"
    ),
    "`{text}`: the default of a policy variable is not in single quotes": (
        "`{text}`: ポリシー変数のデフォルト値が一重引用符で囲まれていません"
    ),
    "write `${{name}, '{default}'}`": "`${{name}, '{default}'}` と書いてください",
    "`{place}` has no policy variables, as in `{text}`": (
        "`{text}` のように `{place}` でポリシー変数を使用することはできません"
    ),
    "variables are for `Resource` and `Condition`": "ポリシー変数は `Resource` と `Condition` で使用できます",
}
_WITH_VARIABLES = frozenset(
    {ValueComparison.TEXT, ValueComparison.TEXT_IGNORING_CASE, ValueComparison.TEXT_PATTERN, ValueComparison.ARN}
)
_BEGINNING = re.compile(r"\$\{([^{}]*)(\}?)")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        if checked.policy.document.has_variables:
            yield from _without_variables(checked)
            for text, path in _with_variables(checked):
                for code, message, remedy in _faults(text):
                    yield Problem(f"`{text}`: {message}", checked, path, help=remedy, access_analyzer=code)


def _with_variables(checked: CheckedStatement) -> Iterator[tuple[str, Path]]:
    for path, text in checked.listed_resources:
        if "${" in text:
            yield text, path
    for condition in checked.conditions:
        if condition.operator.comparison in _WITH_VARIABLES:
            for number, text in enumerate(condition.written.values):
                if "${" in text:
                    yield text, (*condition.path, number)


def _without_variables(checked: CheckedStatement) -> Iterator[Problem]:
    statement = checked.statement
    for number, text in enumerate(statement.actions or statement.not_actions or ()):
        if "${" in text:
            yield _misplaced(text, checked, (checked.element, number))
    named = statement.principals or statement.not_principals
    element = "NotPrincipal" if statement.principals is None else "Principal"
    for kind, texts in named.entries if named else ():
        for number, text in enumerate(texts):
            if "${" in text:
                yield _misplaced(text, checked, (element, kind, number))
    for condition in checked.conditions:
        if condition.operator.comparison not in _WITH_VARIABLES:
            for number, text in enumerate(condition.written.values):
                if "${" in text:
                    message = f"`{condition.operator.name}` has no policy variables, as in `{text}`"
                    code = "INVALID_VARIABLE_FOR_OPERATOR"
                    yield Problem(message, checked, (*condition.path, number), access_analyzer=code)


def _misplaced(text: str, checked: CheckedStatement, path: Path) -> Problem:
    message = f"`{path[0]}` has no policy variables, as in `{text}`"
    remedy = "variables are for `Resource` and `Condition`"
    return Problem(message, checked, path, help=remedy, access_analyzer="VARIABLE_UNSUPPORTED_IN_ELEMENT")


def _faults(text: str) -> Iterator[tuple[str, str, str]]:
    """The code, message and remedy for each malformed variable."""
    for found in _BEGINNING.finditer(text):
        inside, brace = found.groups()
        name, comma, default = inside.partition(",")
        if not brace:
            yield "MISSING_BRACE_IN_VARIABLE", "a policy variable has no closing brace", "write `${name}`"
        elif not inside.strip():
            yield "EMPTY_VARIABLE", "a policy variable has no name", "name the condition key, or remove `${}`"
        elif name != name.strip() or " " in name.partition("/")[0]:
            message = "a policy variable has a space in or around its name"
            yield "UNSUPPORTED_SPACE_IN_VARIABLE", message, f"write `${{{name.replace(' ', '')}}}`"
        elif comma and not re.fullmatch(r"\s*'[^']*'\s*", default):
            message = "the default of a policy variable is not in single quotes"
            yield "MISSING_QUOTE_IN_VARIABLE", message, f"write `${{{name}, '{default.strip().strip(chr(39))}'}}`"
