"""An empty list or an empty `Sid`.

## What it does
Reports an `Action`, `NotAction`, `Resource`, `NotResource`, `Principal` or condition value that is an empty list, a
`Condition` or condition operator without keys, and an empty `Sid`.

## Why is this bad
A statement with an empty `Action` or `Resource` matches no request, and a condition without keys or values does not
limit it as its author meant. An empty `Sid` identifies nothing.

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
    "EMPTY_ARRAY_CONDITION_FORALLVALUES",
    "EMPTY_ARRAY_CONDITION_FORANYVALUE",
    "EMPTY_ARRAY_CONDITION_IFEXISTS",
    "EMPTY_ARRAY_PRINCIPAL",
    "EMPTY_ARRAY_RESOURCE",
    "EMPTY_OBJECT_CONDITION",
    "EMPTY_OBJECT_PRINCIPAL",
    "EMPTY_SID_VALUE",
)
JAPANESE = {
    "`Sid` is empty": "`Sid` が空です",
    "`{element}` is an empty list": "`{element}` が空のリストです",
    "`{kind}` of `{element}` is an empty list": "`{element}` の `{kind}` が空のリストです",
    "`Condition`, or an operator in it, is empty": "`Condition` またはその演算子が空です",
    "`{operator}` of `{key}` has no values": "`{key}` の `{operator}` に値がありません",
    "`{operator}` of `{key}` has no values, and holds only for requests without the key": (
        "`{key}` の `{operator}` に値がなく、キーを含まないリクエストでのみ成り立ちます"
    ),
    "`{element}` names no principal": "`{element}` に誰も指定されていません",
    "remove it": "削除してください",
    'use `"Null": {"{key}": "true"}`': '`"Null": {"{key}": "true"}` を使用してください',
}


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
    if statement.has_empty_condition:
        message = "`Condition`, or an operator in it, is empty"
        yield Problem(message, checked, ("Condition",), help="remove it", access_analyzer="EMPTY_OBJECT_CONDITION")
    yield from _conditions(checked)
    yield from _principals(checked)


def _conditions(checked: CheckedStatement) -> Iterator[Problem]:
    for condition in checked.conditions:
        if condition.written.values:
            continue
        operator, key = condition.operator, condition.written.key
        message = f"`{operator.name}` of `{key}` has no values"
        code, remedy = "EMPTY_ARRAY_CONDITION", None
        if operator.quantifier is not None:
            code = f"EMPTY_ARRAY_CONDITION_{operator.quantifier.value.upper()}"
        elif operator.if_exists:
            code = "EMPTY_ARRAY_CONDITION_IFEXISTS"
        if code.endswith(("FORALLVALUES", "IFEXISTS")) and not operator.negated:
            message += ", and holds only for requests without the key"
            remedy = f'use `"Null": {{"{key}": "true"}}`'
        yield Problem(message, checked, condition.path, help=remedy, access_analyzer=code)


def _principals(checked: CheckedStatement) -> Iterator[Problem]:
    statement = checked.statement
    principals = statement.principals or statement.not_principals
    if principals and not principals.everyone:
        element = "Principal" if statement.principals else "NotPrincipal"
        if not principals.entries:
            code = "EMPTY_OBJECT_PRINCIPAL"
            yield Problem(f"`{element}` names no principal", checked, (element,), access_analyzer=code)
        for kind, texts in principals.entries:
            if not texts:
                code = "EMPTY_ARRAY_PRINCIPAL"
                yield Problem(f"`{kind}` of `{element}` is an empty list", checked, (element,), access_analyzer=code)
