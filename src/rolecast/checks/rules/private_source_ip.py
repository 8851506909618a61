"""A private address as `aws:SourceIp`.

## What it does
Reports private addresses (`10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` and similar ranges) among the values of
`aws:SourceIp`.

## Why is this bad
`aws:SourceIp` is the public address from which a request comes; a request through a VPC endpoint does not have the key
at all. No request matches a private range.

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
from ipaddress import IPv4Network, ip_network

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import scalars

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "PRIVATE_IP_ADDRESS",
    "PRIVATE_IP_ADDRESS_SUBSET",
    "PRIVATE_NOT_IP_ADDRESS",
    "PRIVATE_NOT_IP_ADDRESS_SUBSET",
)
JAPANESE = {
    "`{value}` is a private address, but `{key}` is always a public one": (
        "`{value}` はプライベートアドレスですが、`{key}` はパブリックアドレスです"
    ),
    "use `aws:VpcSourceIp`": "`aws:VpcSourceIp` を使用してください",
}
_CODES = {
    (negated, is_subset): f"PRIVATE_{'NOT_' if negated else ''}IP_ADDRESS{'_SUBSET' if is_subset else ''}"
    for negated in (False, True)
    for is_subset in (False, True)
}
"""By whether the operator is negated, and whether there are public addresses too."""


# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7"))
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            if condition.key != "aws:sourceip":
                continue
            networks = [scalars.network(value) for value in condition.written.values]
            is_subset = any(network is not None and not _is_private(network) for network in networks)
            for number, (value, network) in enumerate(zip(condition.written.values, networks, strict=True)):
                if network is not None and _is_private(network):
                    code = _CODES[condition.operator.negated, is_subset]
                    message = f"`{value}` is a private address, but `{condition.written.key}` is always a public one"
                    remedy = "use `aws:VpcSourceIp`"
                    yield Problem(message, checked, (*condition.path, number), help=remedy, access_analyzer=code)


def _is_private(network: scalars.Network) -> bool:
    if isinstance(network, IPv4Network):
        return any(isinstance(each, IPv4Network) and network.subnet_of(each) for each in _PRIVATE)
    return any(not isinstance(each, IPv4Network) and network.subnet_of(each) for each in _PRIVATE)
