"""A condition key or policy variable that AWS does not have.

## What it does
Looks up each condition key, and each `${variable}` in a `Resource` or condition value, in the service reference and
among the global keys. Keys that belong to no service, such as `accounts.google.com:aud`, are not checked.

## Why is this bad
No request has such a key. A condition on it never holds or, with `IfExists` or a negated operator, always holds; a
`Resource` with such a variable matches nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreateModel",
      "Resource": "*",
      "Condition": {"StringEquals": {"sagemaker:VpcSubnetIds": "subnet-0a1b2c3d4e5f67890"}}
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
      "Action": "sagemaker:CreateModel",
      "Resource": "*",
      "Condition": {"ForAnyValue:StringEquals": {"sagemaker:VpcSubnets": "subnet-0a1b2c3d4e5f67890"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import condition_key, lacks_tag
from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Path, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import services, variables
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "INVALID_GLOBAL_CONDITION_KEY",
    "INVALID_SERVICE_CONDITION_KEY",
    "UNSUPPORTED_GLOBAL_CONDITION_KEY",
)
JAPANESE = {
    "there is no condition key `{key}`": "条件キー `{key}` は存在しません",
    "there is no policy variable `{key}`": "ポリシー変数 `{key}` は存在しません",
    "use `aws:PrincipalArn` or `aws:SourceArn`": "`aws:PrincipalArn` または `aws:SourceArn` を使用してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for condition in checked.conditions:
            if condition.known is None and _is_unknown(condition.key) and not lacks_tag(condition.key):
                yield _problem("there is no condition key", condition.written.key, checked, condition.path)
        if checked.policy.document.has_variables:
            yield from _variables(checked)


def _variables(checked: CheckedStatement) -> Iterator[Problem]:
    statement = checked.statement
    element = "NotResource" if statement.resources is None else "Resource"
    for number, text in enumerate(statement.resources or statement.not_resources or ()):
        if "${" in text:
            yield from _in_template(variables.resource_template(text), checked, (element, number))
    for condition in checked.conditions:
        for number, text in enumerate(condition.written.values):
            if "${" in text:
                yield from _in_template(variables.template(text, wildcards=True), checked, (*condition.path, number))


def _in_template(template: variables.TextTemplate, checked: CheckedStatement, path: Path) -> Iterator[Problem]:
    for variable in template.variables:
        if _is_unknown(variable.key):
            yield _problem("there is no policy variable", variable.key, checked, path)


def _is_unknown(key: str) -> bool:
    prefix = key.partition(":")[0].lower()
    return (prefix == "aws" or prefix in services.prefixes()) and condition_key(key.lower()) is None


def _problem(what: str, key: str, checked: CheckedStatement, path: Path) -> Problem:
    prefix = key.partition(":")[0].lower()
    service = services.service(prefix)
    known = service.condition_keys if service else services.global_condition_keys()
    remedy = did_you_mean(key, (each.name for each in known.values()))
    code = ACCESS_ANALYZER[1] if service else ACCESS_ANALYZER[0]
    if key.lower() == "aws:arn":
        code, remedy = ACCESS_ANALYZER[2], "use `aws:PrincipalArn` or `aws:SourceArn`"
    return Problem(f"{what} `{key}`", checked, path, help=remedy, access_analyzer=code)
