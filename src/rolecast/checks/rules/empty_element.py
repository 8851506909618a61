"""A list without entries, or an empty `Sid`.

## What it does
Reports an `Action`, `NotAction`, `Resource`, `NotResource`, `Principal` or condition value that is an empty list, and
an empty `Sid`.

## Why is this bad
A statement with an empty `Action` or `Resource` matches no request, and a condition without values holds for none:
whoever wrote it meant something else. An empty `Sid` says nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": [], "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = (
    "EMPTY_ARRAY_ACTION",
    "EMPTY_ARRAY_CONDITION",
    "EMPTY_ARRAY_PRINCIPAL",
    "EMPTY_ARRAY_RESOURCE",
    "EMPTY_OBJECT_PRINCIPAL",
    "EMPTY_SID_VALUE",
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        yield from _in_statement(checked)


def _in_statement(checked: CheckedStatement) -> Iterator[Problem]:
    statement = checked.statement
    for element, texts, code in (
        ("Action", statement.actions, "EMPTY_ARRAY_ACTION"),
        ("NotAction", statement.not_actions, "EMPTY_ARRAY_ACTION"),
        ("Resource", statement.resources, "EMPTY_ARRAY_RESOURCE"),
        ("NotResource", statement.not_resources, "EMPTY_ARRAY_RESOURCE"),
    ):
        if texts == ():
            yield Problem(f"`{element}` is an empty list", checked, (element,), access_analyzer=code)
    if statement.sid == "":
        yield Problem("`Sid` is empty", checked, ("Sid",), help="remove it", access_analyzer="EMPTY_SID_VALUE")
    for condition in statement.conditions:
        if not condition.values:
            path = ("Condition", condition.operator, condition.key)
            message = f"`{condition.operator}` of `{condition.key}` has no values"
            yield Problem(message, checked, path, access_analyzer="EMPTY_ARRAY_CONDITION")
    principals = statement.principals or statement.not_principals
    if principals and not principals.everyone:
        element = "Principal" if statement.principals else "NotPrincipal"
        if not principals.entries:
            code = "EMPTY_OBJECT_PRINCIPAL"
            yield Problem(f"`{element}` names nobody", checked, (element,), access_analyzer=code)
        for kind, texts in principals.entries:
            if not texts:
                code = "EMPTY_ARRAY_PRINCIPAL"
                yield Problem(f"`{kind}` of `{element}` is an empty list", checked, (element,), access_analyzer=code)
