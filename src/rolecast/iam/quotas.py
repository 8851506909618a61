"""IAM's quotas, and the count of characters that they limit.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

MANAGED_POLICY_CHARACTERS = 6_144
INLINE_POLICIES_CHARACTERS = 10_240
"""All inline policies of one role together."""
SCP_CHARACTERS = 10_240
"""A service control policy; 5,120 until 15 May 2026.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
https://sjramblings.io/aws-organizations-scp-quotas-doubled-what-now/
"""
SCPS_PER_NODE = 10
"""Service control policies attached to a root, unit or account, including FullAWSAccess."""
RCP_CHARACTERS = 5_120
BUCKET_POLICY_CHARACTERS = 20_480
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html"""
TAGS_PER_ROLE = 50
SESSION_SECONDS = (3_600, 43_200)
MOST_ATTACHED_POLICIES = 25
MOST_TRUST_POLICY_CHARACTERS = 8_192


class Quotas(NamedTuple):
    """The quotas that AWS raises on request. The defaults are those of a new account."""

    attached_policies: int = 20
    """Managed policies attached to one role."""
    trust_policy: int = 2_048
    """Characters of a trust policy."""
    roles: int = 1_000
    """Roles in an account."""
    customer_managed_policies: int = 1_500
    """Customer managed policies in an account."""


def document_text(document: Mapping[str, Any]) -> str:
    """The document as JSON without white space outside strings: the characters that IAM counts.

    AWS documents that white space is not counted, but not whether that includes strings. Here white space inside
    strings is counted.
    """
    return orjson.dumps(document).decode()
