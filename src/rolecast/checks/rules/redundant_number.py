"""Several values in a numeric or date comparison where only one has an effect.

## What it does
Reports conditions with a less-than or greater-than operator, such as `NumericLessThan` or `DateGreaterThan`, that have
more than one value.

## Why is this bad
One of the values is enough for the condition to hold, so only the widest value has an effect. The author of a narrower
one probably meant it to count.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600"]}}
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
      "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}
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

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import scalars
from rolecast.iam.operators import Relation, ValueComparison

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("REDUNDANT_CONDITION_VALUE_NUM",)
JAPANESE = {
    "only the value `{value}` of `{key}` has an effect": "`{key}` の値のうち、結果を決めるのは `{value}` だけです",
    "remove the other values, or the unintended one": "ほかの値または意図しない値を削除してください",
}
_READERS = {ValueComparison.NUMBER: scalars.number, ValueComparison.DATE: scalars.date}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            operator, written = condition.operator, condition.written
            if operator.comparison not in _READERS or operator.relation is Relation.EQUAL or operator.quantifier:
                continue
            read = _READERS[operator.comparison]
            known = {text: value for text in written.values if (value := read(text)) is not None}
            if len(known) > 1:
                widest = max if operator.relation in (Relation.LESS, Relation.AT_MOST) else min
                decides = widest(known, key=lambda text: known[text])
                message = f"only the value `{decides}` of `{written.key}` has an effect"
                yield Problem(message, checked, condition.path, help="remove the other values, or the unintended one")
