"""A condition that the caller can satisfy with any value it chooses.

## What it does
Reports an Allow whose only conditions are on `aws:Referer` or `aws:UserAgent`, and a Deny that depends on them.

## Why is this bad
The caller sets both headers. Anyone who knows the value gets access, and AWS advises against using them to keep out
unauthorized callers.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringEquals": {"aws:UserAgent": "trainer"}}
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
      "Condition": {"StringEquals": {"aws:PrincipalTag/team": "trainer"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ("UNTRUSTWORTHY_CONDITION_KEY",)
JAPANESE = {
    "the caller can choose any value for {key}": "{key} の値は呼び出し元が自由に設定できます",
    "the caller can choose any values for {keys}": "{keys} の値は呼び出し元が自由に設定できます",
    "use a key that AWS fills in, such as `aws:PrincipalArn` or `aws:SourceVpce`": (
        "`aws:PrincipalArn` や `aws:SourceVpce` のように AWS が値を設定するキーを使用してください"
    ),
}
_SPOOFABLE = ("aws:referer", "aws:useragent")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        found = [condition for condition in checked.conditions if condition.key in _SPOOFABLE]
        if found and (not checked.is_allow or len(found) == len(checked.conditions)):
            keys = " and ".join(f"`{condition.written.key}`" for condition in found)
            values = "values" if len(found) > 1 else "value"
            message = f"the caller can choose any {values} for {keys}"
            remedy = "use a key that AWS fills in, such as `aws:PrincipalArn` or `aws:SourceVpce`"
            yield Problem(message, checked, found[0].path, help=remedy)
