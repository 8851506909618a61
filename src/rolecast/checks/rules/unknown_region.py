"""A region that AWS does not have.

## What it does
Looks up the region of each ARN and each value of `aws:RequestedRegion`, and reports those that are not among the
regions known here, or not of the partition that the ARN names. `unlisted_regions` of a role file adds newer ones.

## Why is this bad
No resource exists there and no request goes there, so the statement matches nothing. In a policy document, a region
that is newer than the data is reported too; suppress the finding.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-9:111122223333:jobs"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.partitions import PARTITIONS, REGIONS
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("INVALID_ARN_REGION", "INVALID_REGION")
JAPANESE = {
    "`{region}` is not a known region": "`{region}` は既知のリージョンではありません",
    "`{arn}`: `{region}` is not a known region": "`{arn}`: `{region}` は既知のリージョンではありません",
    "`{arn}`: the region `{region}` is not in the partition `{partition}`": (
        "`{arn}`: リージョン `{region}` はパーティション `{partition}` にありません"
    ),
    "write `arn:{partition}:`": "`arn:{partition}:` と書いてください",
}
_OPEN = re.compile(r"[*?]|\$\{|\{\{|<")  # wildcards, variables and placeholders
_NO_REGIONS = ("", "aws", "aws-global")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        for path, text in checked.listed_resources:
            if fault := _of_arn(text, subject.regions):
                message, remedy = fault
                yield Problem(message, checked, path, help=remedy, access_analyzer="INVALID_ARN_REGION")
        for condition in checked.conditions:
            if condition.key != "aws:requestedregion" or condition.is_null:
                continue
            for number, value in enumerate(condition.written.values):
                if not _OPEN.search(value) and value not in (*REGIONS, *subject.regions, *_NO_REGIONS):
                    message, remedy = f"`{value}` is not a known region", did_you_mean(value, REGIONS)
                    path = (*condition.path, number)
                    yield Problem(message, checked, path, help=remedy, access_analyzer="INVALID_REGION")


@lru_cache(maxsize=8_192)
def _of_arn(resource: str, others: tuple[str, ...]) -> tuple[str, str | None] | None:
    """The problem with the region of an ARN, and the remedy."""
    parts = resource.split(":", 5)
    if len(parts) < 6 or parts[3] in _NO_REGIONS or _OPEN.search(parts[3]):
        return None
    partition, region = parts[1], parts[3]
    if region in others:
        return None
    if region not in REGIONS:
        return f"`{resource}`: `{region}` is not a known region", did_you_mean(region, REGIONS)
    regions = next((each.regions for each in PARTITIONS if each.id == partition), REGIONS)
    if region not in regions:
        owner = next(each.id for each in PARTITIONS if region in each.regions)
        return f"`{resource}`: the region `{region}` is not in the partition `{partition}`", f"write `arn:{owner}:`"
    return None
