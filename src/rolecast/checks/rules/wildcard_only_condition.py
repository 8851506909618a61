"""A condition that accepts any value.

## What it does
Reports pattern operators (`StringLike`, `ArnLike` and their negations, with and without `IfExists`) whose only value is
`*`.

## Why is this bad
`StringLike` with `*` only checks that the key is present, and `StringNotLike` that it is absent; `Null` says so
explicitly. With `IfExists`, `StringLike` always holds and limits nothing, and `StringNotLike` holds only for requests
without the key.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringLike": {"aws:PrincipalTag/team": "*"}}
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
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"Null": {"aws:PrincipalTag/team": "false"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import CheckedCondition
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import Quantifier, ValueComparison

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = (
    "EQUIVALENT_TO_NULL_FALSE",
    "EQUIVALENT_TO_NULL_TRUE",
    "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
)
JAPANESE = {
    "`{operator}` of `{key}` never holds": "`{key}` の `{operator}` は成り立ちません",
    "`{operator}` of `{key}` always holds": "`{key}` の `{operator}` は常に成り立ちます",
    "`{operator}` of `{key}` holds only for requests without the key": (
        "`{key}` の `{operator}` は、キーを含まないリクエストでのみ成り立ちます"
    ),
    "`{operator}` of `{key}` holds for every request with the key": (
        "`{key}` の `{operator}` は、キーを含むすべてのリクエストで成り立ちます"
    ),
    'write `"Null": {"{key}": "true"}`': '`"Null": {"{key}": "true"}` と書いてください',
    'write `"Null": {"{key}": "false"}`': '`"Null": {"{key}": "false"}` と書いてください',
    "remove the statement": "ステートメントを削除してください",
    "remove the condition": "条件を削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            is_pattern = condition.operator.comparison in (ValueComparison.TEXT_PATTERN, ValueComparison.ARN)
            if is_pattern and any(value and not value.strip("*") for value in condition.written.values):
                name, key = condition.operator.name, condition.written.key
                meaning, remedy, code = _meaning(condition)
                yield Problem(
                    f"`{name}` of `{key}` {meaning}", checked, condition.path, help=remedy, access_analyzer=code
                )


def _meaning(condition: CheckedCondition) -> tuple[str, str, str]:
    """The actual meaning of the condition, what to write instead, and its code."""
    operator, key = condition.operator, condition.written.key
    given, absent = f'write `"Null": {{"{key}": "false"}}`', f'write `"Null": {{"{key}": "true"}}`'
    if operator.quantifier is Quantifier.ANY and operator.negated:
        return "never holds", "remove the statement", ACCESS_ANALYZER[3]
    if operator.negated:
        return "holds only for requests without the key", absent, ACCESS_ANALYZER[1]
    if operator.if_exists or operator.quantifier is Quantifier.ALL:
        return "always holds", "remove the condition", ACCESS_ANALYZER[2]
    return "holds for every request with the key", given, ACCESS_ANALYZER[0]
