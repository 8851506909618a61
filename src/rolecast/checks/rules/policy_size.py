"""A policy that is longer than AWS allows.

## What it does
Counts the characters of each policy as IAM does, without white space between its parts. Reports a customer managed
policy of more than 6,144 characters, a trust policy of more than 2,048 (or of more than the file's `quotas:` allow), a
service control policy of more than 10,240, a resource control policy of more than 5,120, and a bucket policy of more
than 20,480. Rolecast does not know the quotas of other resource policies.

## Why is this bad
IAM refuses the policy when it is created. AWS's own managed policies may be longer; yours may not.

## Example
A policy document of 7,000 characters.

## Use instead
Two policies of 3,500 characters. `packing: fewest` in a role file splits and merges them.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedPolicy, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.quotas import BUCKET_POLICY_CHARACTERS, MANAGED_POLICY_CHARACTERS, RCP_CHARACTERS, SCP_CHARACTERS
from rolecast.iam.statements import PolicyType
from rolecast.role import PolicyKind

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = (
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
)
JAPANESE = {
    "this policy has {size} characters; a managed policy has at most {most}": (
        "このポリシーは {size} 文字です。マネージドポリシーの上限は {most} 文字です"
    ),
    "this policy has {size} characters; a resource control policy has at most {most}": (
        "このポリシーは {size} 文字です。リソースコントロールポリシーの上限は {most} 文字です"
    ),
    "this policy has {size} characters; a bucket policy has at most {most}": (
        "このポリシーは {size} 文字です。バケットポリシーの上限は {most} 文字です"
    ),
    "this policy has {size} characters; a trust policy has at most {most}": (
        "このポリシーは {size} 文字です。信頼ポリシーの上限は {most} 文字です"
    ),
    "this policy has {size} characters; a service control policy has at most {most}": (
        "このポリシーは {size} 文字です。サービスコントロールポリシーの上限は {most} 文字です"
    ),
    "split it into several policies": "複数のポリシーに分割してください",
    "use access points": "アクセスポイントを使用してください",
    "name fewer principals": "プリンシパルの数を減らしてください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.policies:
        limit = _limit(policy, subject)
        if limit and policy.document.size > limit.most:
            message = f"this policy has {policy.document.size:,} characters; {limit.of} has at most {limit.most:,}"
            yield Problem(message, policy, help=limit.remedy, access_analyzer=limit.code)


class _Limit(NamedTuple):
    of: str
    most: int
    remedy: str
    code: str


def _limit(policy: CheckedPolicy, subject: Subject) -> _Limit | None:
    """The maximum size of the policy; None if unknown."""
    split = "split it into several policies"
    match policy.type:
        case PolicyType.IDENTITY if policy.kind is not PolicyKind.INLINE:
            return _Limit("a managed policy", MANAGED_POLICY_CHARACTERS, split, ACCESS_ANALYZER[0])
        case PolicyType.RCP:
            return _Limit("a resource control policy", RCP_CHARACTERS, split, ACCESS_ANALYZER[1])
        case PolicyType.RESOURCE if _is_of_bucket(policy):
            return _Limit("a bucket policy", BUCKET_POLICY_CHARACTERS, "use access points", ACCESS_ANALYZER[2])
        case PolicyType.TRUST:
            quota = subject.quotas.trust_policy
            return _Limit("a trust policy", quota, "name fewer principals", ACCESS_ANALYZER[3])
        case PolicyType.SCP:
            return _Limit("a service control policy", SCP_CHARACTERS, split, ACCESS_ANALYZER[4])
        case _:
            return None


def _is_of_bucket(policy: CheckedPolicy) -> bool:
    """Whether all resources are of S3."""
    resources = [text for each in policy.document.statements for text in each.resources or each.not_resources or ()]
    return bool(resources) and all(text.split(":", 3)[2:3] == ["s3"] for text in resources)
