"""An action that needs several resources but is allowed on only some of them.

## What it does
Some requests name several resources at once, and each must be allowed: `ec2:RunInstances` names the instance, its
image, subnet and security groups. Reports an action that the service reference marks with two to six required resource
types, if no statement allows it on one of them. The reference marks alternative types in the same way, which is why
this is a suggestion and why actions with more required types are not reported.

## Why is this bad
The request is denied although the action is allowed.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "glue:GetTable",
      "Resource": "arn:aws:glue:us-east-1:123456789012:table/features/*"
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
      "Action": "glue:GetTable",
      "Resource": [
        "arn:aws:glue:us-east-1:123456789012:catalog",
        "arn:aws:glue:us-east-1:123456789012:database/features",
        "arn:aws:glue:us-east-1:123456789012:table/features/*"
      ]
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.actions import WrittenAction, written_action
from rolecast.checks.findings import Severity, listed
from rolecast.checks.matching import matched_types
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
FOR_AUTHORS = True
_REMEDY = "allow it on such resources too"
JAPANESE = {
    _REMEDY: "このようなリソースに対しても許可してください",
    "{actions}: not allowed on the resource type {types}, which a request also needs": (
        "{actions}: 許可されていますが、AWS が必須とするリソースタイプ {types} に対する許可がありません"
    ),
    "{actions}: not allowed on the resource types {types}, which a request also needs": (
        "{actions}: 許可されていますが、AWS が必須とするリソースタイプ {types} に対する許可がありません"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    if subject.unavailable:
        return
    for checked in subject.granting:
        if checked.is_allow and checked.is_scoped:
            yield from _in_statement(checked, subject)


def _in_statement(checked: CheckedStatement, subject: Subject) -> Iterator[Problem]:
    by_missing: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for number, written in enumerate(checked.actions):
        missing = _missing(written, checked, subject)
        if missing:
            by_missing.setdefault(missing, []).append((number, written.text))
    for missing, found in by_missing.items():
        noun = "resource type" if len(missing) == 1 else "resource types"
        message = f"{{actions}}: not allowed on the {noun} {listed(missing)}, which a request also needs"
        yield Problem(message, checked, ("Action", found[0][0]), tuple(text for _, text in found), _REMEDY)


def _missing(written: WrittenAction, checked: CheckedStatement, subject: Subject) -> tuple[str, ...]:
    required = _required(written.text)
    if not 2 <= len(required) <= 6:
        return ()
    left = required - matched_types(checked, written.prefix)
    if not left or left == required:  # if none matches, `mismatched-action` reports it
        return ()
    for other in subject.grants.allowing(written.folded):
        if other.statement.resources is None or other.is_everywhere:
            return ()
        left -= matched_types(other, written.prefix)
    return tuple(sorted(left))


@lru_cache(maxsize=8_192)
def _required(text: str) -> frozenset[str]:
    action = written_action(text).single
    resources = action.resources if action else ()
    return frozenset(resource.name.lower() for resource in resources if resource.required)
