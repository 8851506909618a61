"""The conditions of a trust policy that protect from the confused deputy problem: the role's own account and region.

Both keys are needed, and a narrower SourceArn breaks inference and Studio.
https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
"""

from __future__ import annotations

from collections.abc import Mapping

SERVICE = "sagemaker.amazonaws.com"

FOR_THIS_ACCOUNT: Mapping[str, Mapping[str, str]] = {
    "ArnLike": {"aws:SourceArn": "arn:{{partition}}:sagemaker:{{region}}:{{account}}:*"},
    "StringEquals": {"aws:SourceAccount": "{{account}}"},
}
