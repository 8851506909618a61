"""A condition key that limits little without a second one.

## What it does
Reports conditions on `aws:VpcSourceIp` without one on `aws:SourceVpc`, `aws:SourceVpce` or `aws:SourceVpcArn`.

## Why is this bad
Private addresses are not unique. Anyone with a VPC of the same address range, in any account, satisfies the condition.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.1.0.0/16"}}
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
      "Condition": {
        "IpAddress": {"aws:VpcSourceIp": "10.1.0.0/16"},
        "StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}
      }
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
ACCESS_ANALYZER = ("MISSING_PAIRED_CONDITION_KEYS",)
JAPANESE = {
    "`{key}` does not say in which VPC the address is": "`{key}` ではアドレスがどの VPC のものか決まりません",
    "add a condition on `aws:SourceVpc`": "`aws:SourceVpc` の条件を追加してください",
}
_VPCS = ("aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        keys = {condition.key: condition for condition in checked.conditions}
        if "aws:vpcsourceip" in keys and not any(key in keys for key in _VPCS):
            condition = keys["aws:vpcsourceip"]
            message = f"`{condition.written.key}` does not say in which VPC the address is"
            yield Problem(message, checked, condition.path, help="add a condition on `aws:SourceVpc`")
