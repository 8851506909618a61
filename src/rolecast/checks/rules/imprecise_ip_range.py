"""An address range with bits set beyond its mask.

## What it does
Reports a CIDR range whose address has bits set beyond the mask, such as `203.0.113.7/24`.

## Why is this bad
AWS ignores these bits. Readers may mistake the range for a single address.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7/24"}}
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
      "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
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
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("IMPROVE_IP_RANGE",)
JAPANESE = {
    "`{value}` means `{network}`, because bits beyond the mask are ignored": (
        "`{value}` は `{network}` を意味します。残りのビットはマスクで無視されます"
    ),
    "write `{network}`": "`{network}` と書いてください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.operator.comparison is not ValueComparison.ADDRESS:
                continue
            for number, value in enumerate(condition.written.values):
                address, network = scalars.address(value.partition("/")[0]), scalars.network(value)
                if "/" in value and address is not None and network and address != network.network_address:
                    message = f"`{value}` means `{network}`, because bits beyond the mask are ignored"
                    yield Problem(message, checked, (*condition.path, number), help=f"write `{network}`")
