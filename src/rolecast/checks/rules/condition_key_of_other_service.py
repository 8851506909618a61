"""A condition on the key of a service to which none of the actions belongs.

## What it does
Reports conditions that need a key of a service (`s3:prefix`, `kms:ViaService`), in a statement whose actions all belong
to other services. Keys that describe the caller, such as `lambda:SourceFunctionArn`, are not reported.

## Why is this bad
Requests to other services do not have the key, so the statement never matches.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
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
      "Action": "kms:Decrypt",
      "Resource": "arn:aws:kms:us-east-1:111122223333:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f",
      "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import CheckedCondition
from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import services

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",)
JAPANESE = {
    "no request of the statement's actions has `{key}`": (
        "このステートメントのアクションのリクエストに `{key}` は含まれません"
    ),
    "put actions of `{service}` into a separate statement": (
        "`{service}` のアクションを別のステートメントに移してください"
    ),
}
# They describe the caller or its session, regardless of the action.
_OF_CALLERS = (
    *("ec2:roledelivery", "ec2:sourceinstancearn", "glue:credentialissuingservice", "glue:roleassumedby"),
    *("lambda:sourcefunctionarn", "ssm:sourceinstancearn", "eks:", "ecs:sourcetaskarn", "identitystore:"),
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        if not checked.actions or "*" in checked.prefixes:
            continue
        for condition in checked.conditions:
            prefix = condition.key.partition(":")[0]
            if prefix in services.prefixes() and prefix not in checked.prefixes and _is_foreign(condition, checked):
                message = f"no request of the statement's actions has `{condition.written.key}`"
                remedy = f"put actions of `{prefix}` into a separate statement"
                yield Problem(message, checked, condition.path, help=remedy, needs=(condition.written.key,))


def _is_foreign(condition: CheckedCondition, checked: CheckedStatement) -> bool:
    """Whether the condition needs its key and the services of the actions do not have it."""
    if not condition.needs_key or condition.known is None or condition.key.startswith(_OF_CALLERS):
        return False
    if condition.key in services.global_condition_keys():
        return False
    if condition.key.startswith("iam:resourcetag/") and "sts" in checked.prefixes:  # the tags of the role to assume
        return False
    known = (written.service for written in checked.actions)
    return not any(service is None or service.find_condition_key(condition.key) for service in known)
