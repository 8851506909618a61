"""A policy that is longer than IAM takes.

## What it does
Counts the characters of each policy as IAM does, without white space between its parts, and reports a customer
managed policy of more than 6,144 characters and a trust policy of more than 2,048, or of more than the file's
`quotas:` say that AWS has raised it to.

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

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA")


def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.policies:
        if policy.is_identity and not policy.is_inline and policy.document.size > MANAGED_POLICY_CHARACTERS:
            longest = f"{MANAGED_POLICY_CHARACTERS:,}"
            message = f"this policy has {policy.document.size:,} characters; a managed policy has at most {longest}"
            yield Problem(message, policy, help="split it into several", access_analyzer=ACCESS_ANALYZER[0])
        most = subject.quotas.trust_policy
        if policy.type is PolicyType.TRUST and policy.document.size > most:
            message = f"this trust policy has {policy.document.size:,} characters; the quota is {most:,}"
            yield Problem(message, policy, help="name fewer principals", access_analyzer=ACCESS_ANALYZER[1])
