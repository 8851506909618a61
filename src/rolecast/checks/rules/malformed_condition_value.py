"""A condition value that does not have the format of its key.

## What it does
Reports values of keys whose format is known: VPCs, VPC endpoints, accounts, organizations, service principals and KMS
keys. Values with variables are skipped; of a pattern, only the beginning is checked.

## Why is this bad
No request has such a value: a condition that needs it never holds, one that excludes it always does. Endpoints
(`vpce-...`) and VPCs (`vpc-...`) are easily mistaken for each other.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::raw-data/*",
      "Condition": {"StringEquals": {"aws:SourceVpce": "vpc-0a1b2c3d"}}
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
      "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "INVALID_KMS_KEY_VALUE",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
    "INVALID_VPCE_FORMAT",
    "INVALID_VPC_FORMAT",
)
JAPANESE = {
    "`{value}` of `{key}` is not an account of 12 digits": (
        "`{key}` の `{value}` は 12 桁のアカウント ID ではありません"
    ),
    "`{value}` of `{key}` is not a service principal, such as `sagemaker.amazonaws.com`": (
        "`{key}` の `{value}` は `sagemaker.amazonaws.com` のようなサービスプリンシパルではありません"
    ),
    "`{value}` of `{key}` is not the ARN of a KMS key": "`{key}` の `{value}` は KMS キーの ARN ではありません",
    "`{value}` of `{key}` is not an organization, such as `o-a1b2c3d4e5`": (
        "`{key}` の `{value}` は `o-a1b2c3d4e5` のような組織 ID ではありません"
    ),
    "`{value}` of `{key}` is not a VPC, such as `vpc-0a1b2c3d`": (
        "`{key}` の `{value}` は `vpc-0a1b2c3d` のような VPC ID ではありません"
    ),
    "`{value}` of `{key}` is not a VPC endpoint, such as `vpce-0a1b2c3d`": (
        "`{key}` の `{value}` は `vpce-0a1b2c3d` のような VPC エンドポイント ID ではありません"
    ),
}


class _Form(NamedTuple):
    """The format of a key's values, as expressions. `opening` matches the beginning of possible patterns."""

    noun: str
    pattern: str
    opening: str
    code: str | None = None


_ACCOUNT = _Form("an account of 12 digits", r"\d{12}", r"\d{0,12}")
_SERVICE = _Form(
    "a service principal, such as `sagemaker.amazonaws.com`",
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.(?:com|com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov)",
    r"[a-z0-9.-]*",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
)
_KMS_KEY = _Form(
    "the ARN of a KMS key",
    r"arn:[^:]+:kms:[^:]+:\d{12}:(?:key|alias)/.+",
    r"(?:arn(?::[^:]*){0,4})?(?::(?:k|a)[^:]*)?",
    "INVALID_KMS_KEY_VALUE",
)
_ORGANIZATION = _Form("an organization, such as `o-a1b2c3d4e5`", r"o-[a-z0-9]{10,32}", r"(?:o|o-[a-z0-9]*)?")
_FORMS = {
    "aws:sourcevpc": _Form(
        "a VPC, such as `vpc-0a1b2c3d`",
        r"vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})",
        r"(?:v|vp|vpc|vpc-[0-9a-f]*)?",
        "INVALID_VPC_FORMAT",
    ),
    "aws:sourcevpce": _Form(
        "a VPC endpoint, such as `vpce-0a1b2c3d`",
        r"vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})",
        r"(?:v|vp|vpc|vpce|vpce-[0-9a-f]*)?",
        "INVALID_VPCE_FORMAT",
    ),
    "aws:principalaccount": _ACCOUNT,
    "aws:resourceaccount": _ACCOUNT,
    "aws:sourceaccount": _ACCOUNT,
    "kms:calleraccount": _ACCOUNT,
    "s3:resourceaccount": _ACCOUNT,
    "aws:principalorgid": _ORGANIZATION,
    "aws:resourceorgid": _ORGANIZATION,
    "aws:sourceorgid": _ORGANIZATION,
    "aws:calledvia": _SERVICE,
    "aws:calledviafirst": _SERVICE,
    "aws:calledvialast": _SERVICE,
    "aws:principalservicename": _SERVICE,
    "aws:principalservicenameslist": _SERVICE,
    "iam:awsservicename": _SERVICE,
    "iam:passedtoservice": _SERVICE,
    "kms:viaservice": _SERVICE,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": _KMS_KEY,
}
_TEXTS = (ValueComparison.TEXT, ValueComparison.TEXT_IGNORING_CASE, ValueComparison.TEXT_PATTERN, ValueComparison.ARN)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.conditional:
        for condition in checked.conditions:
            form = _FORMS.get(condition.key)
            if form is None or condition.operator.comparison not in _TEXTS:
                continue
            is_pattern = condition.operator.comparison in (ValueComparison.TEXT_PATTERN, ValueComparison.ARN)
            for number, value in enumerate(condition.written.values):
                if not _fits(value, form, is_pattern=is_pattern):
                    message = f"`{value}` of `{condition.written.key}` is not {form.noun}"
                    yield Problem(message, checked, (*condition.path, number), access_analyzer=form.code)


def _fits(value: str, form: _Form, *, is_pattern: bool) -> bool:
    if "$" in value or "{{" in value or "<" in value:
        return True
    if is_pattern and ("*" in value or "?" in value):
        return re.fullmatch(form.opening, re.split(r"[*?]", value)[0]) is not None
    return re.fullmatch(form.pattern, value) is not None
