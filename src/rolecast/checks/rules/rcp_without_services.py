"""A resource control policy that treats AWS services like any other caller.

## What it does
Reports a Deny of a resource control policy that depends on the caller's organization or account (`aws:PrincipalOrgID`
and similar keys) without `aws:PrincipalIsAWSService`, and one that depends on the organization or account for which a
service calls (`aws:SourceOrgID` and similar keys) without `aws:PrincipalIsAWSService` or without a `Null` on
`aws:SourceAccount` or `aws:SourceArn`.

## Why is this bad
A service principal belongs to no organization, and not every request of a service says for whom it is made. Negated
conditions hold for requests without the key, so the Deny blocks calls of services that everybody needs.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
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
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {
        "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import CheckedCondition
from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
    "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
    "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
)
JAPANESE = {
    "AWS services are denied too, because their requests do not have `{key}`": (
        "リクエストに `{key}` が含まれないサービスも拒否されます"
    ),
    'add `"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}`': (
        '`"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}` を追加してください'
    ),
    "all callers except AWS services are denied, because their requests do not have `{key}`": (
        "リクエストに `{key}` が含まれない、サービス以外のすべての呼び出し元が拒否されます"
    ),
    'add `"Bool": {"aws:PrincipalIsAWSService": "true"}`': (
        '`"Bool": {"aws:PrincipalIsAWSService": "true"}` を追加してください'
    ),
    "AWS services that call on behalf of no account are denied, because their requests do not have `{key}`": (
        "`{key}` がなく、どのアカウントのための呼び出しか示さないサービスが拒否されます"
    ),
    'add `"Null": {"aws:SourceAccount": "false"}`': '`"Null": {"aws:SourceAccount": "false"}` を追加してください',
}
_OF_CALLERS = ("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount")
_OF_SOURCES = ("aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceaccount")
_PRESENT = ("aws:sourceaccount", "aws:sourcearn")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        if checked.policy.type is PolicyType.RCP and not checked.is_allow:
            yield from _in_statement(checked)


def _in_statement(checked: CheckedStatement) -> Iterator[Problem]:
    tells_services = any(condition.key == "aws:principalisawsservice" for condition in checked.conditions)
    callers = _excluding(checked, _OF_CALLERS)
    if callers and not tells_services:
        message = f"AWS services are denied too, because their requests do not have `{callers.written.key}`"
        remedy = 'add `"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}`'
        yield Problem(message, checked, callers.path, help=remedy, access_analyzer=ACCESS_ANALYZER[0])
    sources = _excluding(checked, _OF_SOURCES)
    if sources is None:
        return
    if not tells_services:
        message = (
            f"all callers except AWS services are denied, because their requests do not have `{sources.written.key}`"
        )
        remedy = 'add `"Bool": {"aws:PrincipalIsAWSService": "true"}`'
        yield Problem(message, checked, sources.path, help=remedy, access_analyzer=ACCESS_ANALYZER[1])
    if not any(condition.is_null and condition.key in _PRESENT for condition in checked.conditions):
        key = sources.written.key
        message = (
            f"AWS services that call on behalf of no account are denied, because their requests do not have `{key}`"
        )
        remedy = 'add `"Null": {"aws:SourceAccount": "false"}`'
        yield Problem(message, checked, sources.path, help=remedy, access_analyzer=ACCESS_ANALYZER[2])


def _excluding(checked: CheckedStatement, keys: tuple[str, ...]) -> CheckedCondition | None:
    """The condition that holds for requests without one of `keys`; None if there is none."""
    return next(
        (condition for condition in checked.conditions if condition.key in keys and condition.operator.negated), None
    )
