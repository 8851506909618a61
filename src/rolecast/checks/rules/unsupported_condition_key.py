"""An action with a condition on a key that its requests never carry.

## What it does
For each condition that needs its key (a positive operator without `IfExists`, `ForAnyValue`, or `Null` with `"false"`),
looks up whether a request for each action can have the key at all, and reports those that cannot. Deprecated keys are
covered by the rule `deprecated-condition-key`.

## Why is this bad
The condition never holds for such an action. In an Allow the action is never allowed; in a Deny it is never denied.
The usual cause is one condition for several actions that do not all have its key: batch transform jobs, for
example, have no subnets.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreateTrainingJob", "sagemaker:CreateTransformJob"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:*/*",
      "Condition": {"Null": {"sagemaker:VpcSubnets": "false"}}
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
      "Action": "sagemaker:CreateTrainingJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*",
      "Condition": {"Null": {"sagemaker:VpcSubnets": "false"}}
    },
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateTransformJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.actions import written_action
from rolecast.checks.conditions import CheckedCondition, may_carry
from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
)
JAPANESE = {
    "{actions}: never allowed here, because requests do not have {keys}": (
        "{actions}: リクエストに {keys} が含まれないため、ここでは許可されません"
    ),
    "{actions}: never denied here, because requests do not have {keys}": (
        "{actions}: リクエストに {keys} が含まれないため、ここでは拒否されません"
    ),
    "move it to a statement without this condition": "この条件のないステートメントに移してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        needed = [
            condition for condition in checked.conditions if condition.needs_key and not _is_deprecated(condition)
        ]
        if needed and checked.policy.type is not PolicyType.TRUST:
            yield from _in_statement(checked, needed)


def _is_deprecated(condition: CheckedCondition) -> bool:
    """Whether AWS removed the key from its pages, so that the requests that still have it are unknown."""
    return condition.known is not None and condition.known.deprecated


def _in_statement(checked: CheckedStatement, needed: list[CheckedCondition]) -> Iterator[Problem]:
    by_keys: dict[tuple[str, ...], list[str]] = {}
    for written in checked.actions:
        lacking = [condition.written.key for condition in needed if _never_has(written.text, condition.key)]
        if lacking:
            by_keys.setdefault(tuple(dict.fromkeys(lacking)), []).append(written.text)
    for keys, texts in by_keys.items():
        path = next(condition.path for condition in needed if condition.written.key == keys[0])
        effect = "allowed" if checked.is_allow else "denied"
        message = f"{{actions}}: never {effect} here, because requests do not have {listed(keys)}"
        remedy = "move it to a statement without this condition" if checked.is_allow else None
        yield Problem(message, checked, path, tuple(texts), remedy, _code(keys[0], checked))


def _code(key: str, checked: CheckedStatement) -> str:
    if not key.lower().startswith("aws:resourcetag/"):
        return ACCESS_ANALYZER[2]
    return ACCESS_ANALYZER[not checked.is_allow]


@lru_cache(maxsize=16_384)
def _never_has(text: str, key: str) -> bool:
    written = written_action(text)
    service = written.service
    if service is None or not written.actions:
        return False
    return not any(may_carry(service, action, key) for action in written.actions)
