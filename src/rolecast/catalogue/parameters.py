"""The types of activities' parameters: the rule for a value, and an example."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

from rolecast.iam import names
from rolecast.reading.shapes import Rule


class ParameterType(NamedTuple):
    """`example` is a valid value; `pattern` is the part of the rule that a JSON Schema can express.

    If two activities of a role have different values of a type that `names_one_thing`, they contradict each other: the
    role administers one cluster, say, and uses another.
    """

    id: str
    noun: str
    rule: Rule
    pattern: str
    example: str
    names_one_thing: bool = False


def s3_bucket(text: str) -> str | None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    if text.startswith("arn:") or "/" in text:
        return "is not a bucket name: write the bucket alone, without `arn:aws:s3:::`, `s3://` or an object's key"
    if not 3 <= len(text) <= 63:
        return f"has {len(text)} characters; a bucket name has 3 to 63"
    if not re.fullmatch(_BUCKET_PATTERN, text):
        return "is not a bucket name: lower-case letters, digits, `.` and `-`, a letter or digit at both ends"
    if ".." in text or _is_ipv4(text):
        return "is not a bucket name: it has two adjacent dots, or looks like an IP address"
    reserved = [part for part in _RESERVED_BUCKET_PREFIXES if text.startswith(part)]
    reserved += [part for part in _RESERVED_BUCKET_SUFFIXES if text.endswith(part)]
    return f"is not a bucket name: AWS keeps `{reserved[0]}` there" if reserved else None


def ecr_repository_arn(text: str) -> str | None:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_service-with-iam.html"""
    return _matching(text, _ECR_PATTERN, "the ARN of an ECR repository, `arn:aws:ecr:REGION:ACCOUNT:repository/NAME`")


def kms_key_arn(text: str) -> str | None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html"""
    if ":alias/" in text:
        return "names an alias, which grants nothing in a policy: write the key's own ARN"
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
    """The part after `sagemaker-studio-` in the name of the bucket in which a Studio domain shares notebooks.

    https://docs.aws.amazon.com/sagemaker/latest/dg/notebooks-sharing.html
    """
    return s3_bucket(f"sagemaker-studio-{text}") and "does not make a bucket name after `sagemaker-studio-`"


def endpoint_name(text: str) -> str | None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html"""
    return _matching(text, _ENDPOINT_PATTERN, f"an endpoint name: up to 63 letters, digits and `-`{_WILDCARD}")


def feature_group_name(text: str) -> str | None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateFeatureGroup.html"""
    noun = f"a feature group name: up to 64 letters, digits, `-` and `_`{_WILDCARD}"
    return _matching(text, _FEATURE_GROUP_PATTERN, noun)


def notebook_instance_name(text: str) -> str | None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateNotebookInstance.html"""
    return _matching(text, _ENDPOINT_PATTERN, f"a notebook instance name: up to 63 letters, digits and `-`{_WILDCARD}")


def pipeline_name(text: str) -> str | None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePipeline.html"""
    return _matching(text, _PIPELINE_PATTERN, f"a pipeline name: up to 256 letters, digits and `-`{_WILDCARD}")


def domain_id(text: str) -> str | None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeDomain.html"""
    return _matching(text, _DOMAIN_PATTERN, "a domain id: `d-` and up to 61 lower-case letters and digits")


def eks_cluster_name(text: str) -> str | None:
    """https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html"""
    noun = f"a cluster name: up to 100 letters, digits, `-` and `_`{_WILDCARD}"
    return _matching(text, _CLUSTER_PATTERN, noun)


def user_pool_id(text: str) -> str | None:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html"""
    return _matching(text, _POOL_PATTERN, "a user pool id: a region, `_`, and letters and digits")


def sns_topic_arn(text: str) -> str | None:
    """https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html"""
    return _matching(text, _TOPIC_PATTERN, "the ARN of an SNS topic, `arn:aws:sns:REGION:ACCOUNT:NAME`")


def lambda_function_arn(text: str) -> str | None:
    """The ARN of a function, or of a version or alias, which a request to invoke it may name.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
    """
    noun = "the ARN of a Lambda function, `arn:aws:lambda:REGION:ACCOUNT:function:NAME`"
    return _matching(text, _FUNCTION_PATTERN, noun)


def tag_key(text: str) -> str | None:
    """https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""
    if "*" in text.removesuffix("*") or "?" in text:
        return f"has a wildcard inside{_WILDCARD}"
    # IAM would resolve a variable.
    if "${" in text:
        return "has `${`, which starts an IAM variable"
    return None if text == "*" else names.tag_key(text.removesuffix("*"))


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
# Glue allows more, but in a policy these would match several databases or be an IAM variable.
_DATABASE_PATTERN = r"[^*?/${}\s\x00-\x1f\x7f]{1,255}"
_KENDRA_PATTERN = r"[a-zA-Z0-9][a-zA-Z0-9-]{35}"
_SUBNET_PATTERN = r"subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})"
_GROUP_PATTERN = r"sg-(?:[0-9a-f]{8}|[0-9a-f]{17})"
_STUDIO_PATTERN = r"[a-z0-9-]{1,46}"
_WILDCARD = "; `*` is allowed at the end"
_ENDPOINT_PATTERN = r"[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}|(?:[a-zA-Z0-9][a-zA-Z0-9-]{0,61})?\*"
_FEATURE_GROUP_PATTERN = r"[a-zA-Z0-9](?:[_-]*[a-zA-Z0-9]){0,63}|(?:[a-zA-Z0-9][a-zA-Z0-9_-]{0,62})?\*"
_PIPELINE_PATTERN = r"[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,255}|(?:[a-zA-Z0-9][a-zA-Z0-9-]{0,254})?\*"
_DOMAIN_PATTERN = r"d-(?:-*[a-z0-9]){1,61}"
_CLUSTER_PATTERN = r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}|(?:[0-9A-Za-z][A-Za-z0-9_-]{0,98})?\*"
_POOL_PATTERN = r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]_[0-9a-zA-Z]{1,32}"
_TOPIC_PATTERN = r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?"
_FUNCTION_PATTERN = (
    r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(?::(?:[A-Za-z0-9_-]{1,128}|\*))?"
)

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
        ParameterType("endpoint-name", "an endpoint name", endpoint_name, _ENDPOINT_PATTERN, "fraud", True),
        ParameterType(
            "feature-group-name",
            "a feature group name",
            feature_group_name,
            _FEATURE_GROUP_PATTERN,
            "fraud-features",
            True,
        ),
        ParameterType(
            "notebook-instance-name",
            "a notebook instance name",
            notebook_instance_name,
            _ENDPOINT_PATTERN,
            "ana",
            True,
        ),
        ParameterType("pipeline-name", "a pipeline name", pipeline_name, _PIPELINE_PATTERN, "fraud", True),
        ParameterType("domain-id", "a domain id", domain_id, _DOMAIN_PATTERN, "d-abcdefghijkl", True),
        ParameterType("eks-cluster-name", "a cluster name", eks_cluster_name, _CLUSTER_PATTERN, "training", True),
        ParameterType("user-pool-id", "a user pool id", user_pool_id, _POOL_PATTERN, "us-east-1_AbCdEfGhI", True),
        ParameterType(
            "sns-topic-arn",
            "the ARN of an SNS topic",
            sns_topic_arn,
            _TOPIC_PATTERN,
            "arn:aws:sns:us-east-1:123456789012:fraud-answers",
        ),
        ParameterType(
            "lambda-function-arn",
            "the ARN of a Lambda function",
            lambda_function_arn,
            _FUNCTION_PATTERN,
            "arn:aws:lambda:us-east-1:123456789012:function:fraud-reward",
        ),
        ParameterType("tag-key", "a tag key", tag_key, r"[^*?]{0,128}\*?", "team"),
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
