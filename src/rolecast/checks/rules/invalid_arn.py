"""An ARN with an invalid part.

## What it does
Looks at the parts of each ARN in a `Resource` or `NotResource`: the partition must be one of AWS's, the service in
lower case, the account 12 digits (or `aws`, or wildcards), and all six parts must be present.

## Why is this bad
Such an ARN matches no resource. IAM fills in parts that are missing at the end with `*`. So `arn:aws:ec2:*:instance/*`,
in which the account is missing, becomes an ARN with the account `instance/*`.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "arn:aws:ec2:*:instance/*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "arn:aws:ec2:*:*:instance/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
- https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.partitions import PARTITIONS
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "INVALID_ARN_ACCOUNT",
    "INVALID_ARN_SERVICE_CASE",
    "INVALID_PARTITION",
    "MISSING_ARN_FIELD",
)
JAPANESE = {
    "`{arn}` is not a complete ARN": "`{arn}` は ARN の要素が足りません",
    "an ARN is `arn:partition:service:region:account:resource`": (
        "ARN の形式は `arn:partition:service:region:account:resource` です"
    ),
    "`{arn}`: there is no partition `{partition}`": "`{arn}`: パーティション `{partition}` は存在しません",
    "`{arn}`: the service is not in lower case": "`{arn}`: サービスが小文字ではありません",
    "write `{service}`, because ARNs are case-sensitive": (
        "`{service}` と書いてください。リソースでは大文字と小文字が区別されます"
    ),
    "`{arn}`: `{account}` is not an account": "`{arn}`: `{account}` はアカウントではありません",
    "an account has 12 digits": "アカウント ID は 12 桁です",
}
_PARTITION_IDS = tuple(partition.id for partition in PARTITIONS)
_OPEN = re.compile(r"[*?]|\$\{|\{\{")  # wildcards, variables and placeholders
_ACCOUNT = re.compile(r"|\d{12}|aws|aws-managed|aws-marketplace|cloudfront|third-party|third-party-oss", re.ASCII)


class _Fault(NamedTuple):
    message: str
    code: str
    help: str | None = None


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for path, text in checked.listed_resources:
            fault = _fault(text) if text.startswith("arn:") else None
            if fault:
                yield Problem(fault.message, checked, path, help=fault.help, access_analyzer=fault.code)


@lru_cache(maxsize=8_192)
def _fault(resource: str) -> _Fault | None:
    given = resource.split(":", 5)
    if len(given) < 6:
        # A pattern such as `*` or `arn:aws:s3*` may omit parts on purpose.
        if given[-1].endswith("*") and len(given) <= 3:
            return None
        remedy = "an ARN is `arn:partition:service:region:account:resource`"
        return _Fault(f"`{resource}` is not a complete ARN", "MISSING_ARN_FIELD", remedy)
    _, partition, service, _, account, _ = given
    if not _OPEN.search(partition) and partition not in _PARTITION_IDS:
        known = did_you_mean(partition, _PARTITION_IDS)
        return _Fault(f"`{resource}`: there is no partition `{partition}`", "INVALID_PARTITION", known)
    if not _OPEN.search(service) and service != service.lower():
        remedy = f"write `{service.lower()}`, because ARNs are case-sensitive"
        return _Fault(f"`{resource}`: the service is not in lower case", "INVALID_ARN_SERVICE_CASE", remedy)
    if not _OPEN.search(account) and not _ACCOUNT.fullmatch(account):
        return _Fault(f"`{resource}`: `{account}` is not an account", "INVALID_ARN_ACCOUNT", "an account has 12 digits")
    return None
