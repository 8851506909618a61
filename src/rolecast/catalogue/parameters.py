"""The types that an activity's parameters have: the rule for a value, and an example of one."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

from rolecast.iam import names
from rolecast.reading.shapes import Rule


class ParameterType(NamedTuple):
    """`example` is a value that the rule takes; `pattern` is what a JSON Schema can say of the rule."""

    id: str
    noun: str
    rule: Rule
    pattern: str
    example: str


def s3_bucket(text: str) -> str | None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    if text.startswith("arn:") or "/" in text:
        return "is not a bucket name: write the bucket alone, without `arn:aws:s3:::`, `s3://` or an object's key"
    if not 3 <= len(text) <= 63:
        return f"has {len(text)} characters; a bucket name has 3 to 63"
    if not re.fullmatch(_BUCKET_PATTERN, text):
        return "is not a bucket name: lower-case letters, digits, `.` and `-`, a letter or digit at both ends"
    if ".." in text or _is_ipv4(text):
        return "is not a bucket name: it has two dots side by side, or looks like an IP address"
    reserved = [part for part in _RESERVED_BUCKET_PREFIXES if text.startswith(part)]
    reserved += [part for part in _RESERVED_BUCKET_SUFFIXES if text.endswith(part)]
    return f"is not a bucket name: AWS keeps `{reserved[0]}` there for itself" if reserved else None


def ecr_repository_arn(text: str) -> str | None:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_service-with-iam.html"""
    return _matching(text, _ECR_PATTERN, "the ARN of an ECR repository, `arn:aws:ecr:REGION:ACCOUNT:repository/NAME`")


def kms_key_arn(text: str) -> str | None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html"""
    if ":alias/" in text:
        return "names an alias, which authorises nothing in a policy: write the key's own ARN"
    return _matching(text, _KMS_PATTERN, "the ARN of a KMS key, `arn:aws:kms:REGION:ACCOUNT:key/ID`")


def athena_workgroup(text: str) -> str | None:
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html"""
    return _matching(text, _WORKGROUP_PATTERN, "a workgroup name: up to 128 of letters, digits and `._-`")


def glue_database(text: str) -> str | None:
    """https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html"""
    return _matching(text, _DATABASE_PATTERN, "a database name: 1 to 255 characters, no `*`, `?`, `/`, `$` or spaces")


def kendra_index_id(text: str) -> str | None:
    """https://docs.aws.amazon.com/kendra/latest/APIReference/API_DescribeIndex.html"""
    return _matching(text, _KENDRA_PATTERN, "an index id: exactly 36 letters, digits and `-`")


def subnet_id(text: str) -> str | None:
    """https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"""
    return _matching(text, _SUBNET_PATTERN, "a subnet id: `subnet-` and 8 or 17 hexadecimal digits")


def security_group_id(text: str) -> str | None:
    """https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"""
    return _matching(text, _GROUP_PATTERN, "a security group id: `sg-` and 8 or 17 hexadecimal digits")


def studio_id(text: str) -> str | None:
    """What follows `sagemaker-studio-` in the name of the bucket that a Studio domain shares notebooks in.

    https://docs.aws.amazon.com/sagemaker/latest/dg/notebooks-sharing.html
    """
    return s3_bucket(f"sagemaker-studio-{text}") and "does not make a bucket name behind `sagemaker-studio-`"


def _matching(text: str, pattern: str, noun: str) -> str | None:
    return None if re.fullmatch(pattern, text) else f"is not {noun}"


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


_BUCKET_PATTERN = r"[a-z0-9][a-z0-9.-]*[a-z0-9]"
_RESERVED_BUCKET_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_BUCKET_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_ECR_PATTERN = r"arn:aws[a-z-]*:ecr:[a-z0-9-]+:[0-9]{12}:repository/[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"
_KMS_PATTERN = r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+"
_WORKGROUP_PATTERN = r"[a-zA-Z0-9._-]{1,128}"
# Glue takes more; these would turn one database into several, or into an IAM variable, in a policy.
_DATABASE_PATTERN = r"[^*?/${}\s\x00-\x1f\x7f]{1,255}"
_KENDRA_PATTERN = r"[a-zA-Z0-9][a-zA-Z0-9-]{35}"
_SUBNET_PATTERN = r"subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})"
_GROUP_PATTERN = r"sg-(?:[0-9a-f]{8}|[0-9a-f]{17})"
_STUDIO_PATTERN = r"[a-z0-9-]{1,46}"

TYPES = {
    parameter_type.id: parameter_type
    for parameter_type in (
        ParameterType("s3-bucket", "a bucket name", s3_bucket, _BUCKET_PATTERN, "fraud-training"),
        ParameterType(
            "ecr-repository-arn",
            "the ARN of an ECR repository",
            ecr_repository_arn,
            _ECR_PATTERN,
            "arn:aws:ecr:us-east-1:123456789012:repository/fraud",
        ),
        ParameterType("athena-workgroup", "a workgroup name", athena_workgroup, _WORKGROUP_PATTERN, "primary"),
        ParameterType("glue-database", "a database name", glue_database, _DATABASE_PATTERN, "fraud_features"),
        ParameterType(
            "kendra-index-id",
            "an index id",
            kendra_index_id,
            _KENDRA_PATTERN,
            "0123abcd-4567-89ab-cdef-0123456789ab",
        ),
        ParameterType(
            "kms-key-arn",
            "the ARN of a KMS key",
            kms_key_arn,
            _KMS_PATTERN,
            "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        ParameterType("subnet-id", "a subnet id", subnet_id, _SUBNET_PATTERN, "subnet-0a1b2c3d4e5f67890"),
        ParameterType(
            "security-group-id", "a security group id", security_group_id, _GROUP_PATTERN, "sg-0a1b2c3d4e5f67890"
        ),
        ParameterType("studio-id", "a Studio id", studio_id, _STUDIO_PATTERN, "0a1b2c3d4e5f"),
        ParameterType(
            "role-arn",
            "the ARN of a role",
            names.role_arn,
            r"arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+",
            "arn:aws:iam::123456789012:role/emr-serverless-runtime",
        ),
        ParameterType("role", "a role", names.role_arn, r"\S+", "arn:aws:iam::123456789012:role/sagemaker-compute"),
    )
}
