"""A private address as `aws:SourceIp`.

## What it does
Reports private addresses (`10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` and the like) among the values of
`aws:SourceIp`.

## Why is this bad
`aws:SourceIp` is the public address that a request comes from; one that comes through a VPC endpoint does not have the
key at all. No request matches a private range.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/16"}}
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
      "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.conditions import operator_of
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import scalars

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("PRIVATE_IP_ADDRESS", "PRIVATE_NOT_IP_ADDRESS")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for condition in checked.statement.conditions:
            if condition.key.lower() != "aws:sourceip":
                continue
            for number, value in enumerate(condition.values):
                network = scalars.network(value)
                if network is not None and network.is_private:
                    code = ACCESS_ANALYZER[operator_of(condition).negated]
                    path = ("Condition", condition.operator, condition.key, number)
                    message = f"`{value}` is private, and `{condition.key}` is a public address"
                    yield Problem(message, checked, path, help="use `aws:VpcSourceIp`", access_analyzer=code)
