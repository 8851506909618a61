"""The rules for what people give as an activity's parameters, and for the networks and keys of a role."""

import re

import pytest

from rolecast.catalogue.parameters import TYPES, ParameterType

ACCOUNT = "123456789012"
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"

ACCEPTED = {
    "s3-bucket": [
        "abc",
        "a" * 63,
        "0-0",
        "my.bucket.name",
        "a--b",
        "sagemaker-us-east-1-123456789012",
        "1.2.3",  # three numbers are no address
        "256.1.1.1",
        "axn--b",
        "my-s3alias-bucket",
    ],
    "ecr-repository-arn": [
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/fraud",
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/team/fraud_model-v1.2",
        f"arn:aws-cn:ecr:cn-north-1:{ACCOUNT}:repository/fraud",
        f"arn:aws-us-gov:ecr:us-gov-west-1:{ACCOUNT}:repository/fraud",
    ],
    "athena-workgroup": ["primary", "A", "a.b_c-1", "w" * 128],
    "glue-database": ["fraud", "d" * 255, "Fraud_2026", "売上"],
    "kendra-index-id": ["0123abcd-4567-89ab-cdef-0123456789ab", "A" * 36, "a" + "-" * 35],
    "kms-key-arn": [
        f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{KEY}",
        f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        f"arn:aws-cn:kms:cn-north-1:{ACCOUNT}:key/{KEY}",
    ],
    "subnet-id": ["subnet-0a1b2c3d", "subnet-0a1b2c3d4e5f67890"],
    "security-group-id": ["sg-0a1b2c3d", "sg-0a1b2c3d4e5f67890"],
    "studio-id": ["0a1b2c3d4e5f", "123456789012-0a1b2c3d4e5", "a" * 46],
    "endpoint-name": ["f", "fraud-2", "a" * 63, "fraud--b", "fraud*", "fraud-*", "a" * 62 + "*", "*"],
    "feature-group-name": ["f", "fraud_features-2", "a" * 64, "fraud_*", "a" * 63 + "*", "*"],
    "notebook-instance-name": ["ana", "Ana-2", "a" * 63, "ana-*", "*"],
    "pipeline-name": ["fraud", "a" * 256, "fraud-*", "a" * 255 + "*", "*"],
    "domain-id": ["d-abcdefghijkl", "d-0-1", "d-" + "a" * 61],
    "eks-cluster-name": ["training", "0", "Team_a-1", "a" * 100, "team-*", "*"],
    "user-pool-id": ["us-east-1_AbCdEfGhI", "us-gov-west-1_0", "eusc-de-east-1_abc"],
    "sns-topic-arn": [
        f"arn:aws:sns:us-east-1:{ACCOUNT}:answers",
        f"arn:aws-cn:sns:cn-north-1:{ACCOUNT}:{'a' * 256}",
        f"arn:aws:sns:us-east-1:{ACCOUNT}:answers.fifo",
    ],
    "lambda-function-arn": [
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:reward",
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:reward:7",
        f"arn:aws-us-gov:lambda:us-gov-west-1:{ACCOUNT}:function:reward:*",
    ],
    "tag-key": ["team", "cost:centre", "team*", "*", "a" * 128, "sagemaker:domain-arn"],
    "role": [
        f"arn:aws:iam::{ACCOUNT}:role/sagemaker-compute",
        f"arn:aws:iam::{ACCOUNT}:role/service-role/team/a+b=c,d.e@f_g-h",
        f"arn:aws-cn:iam::{ACCOUNT}:role/r",
    ],
    "role-arn": [
        f"arn:aws:iam::{ACCOUNT}:role/sagemaker-compute",
        f"arn:aws:iam::{ACCOUNT}:role/service-role/team/a+b=c,d.e@f_g-h",
        f"arn:aws-cn:iam::{ACCOUNT}:role/r",
    ],
}
REFUSED = {
    "s3-bucket": {
        "": "0 characters",
        "ab": "2 characters",
        "a" * 64: "64 characters",
        "Fraud": "lower-case",
        "fraud_training": "lower-case",
        "-fraud": "both ends",
        "fraud-": "both ends",
        ".fraud": "both ends",
        "my..bucket": "two adjacent dots",
        "192.168.5.4": "IP address",
        "xn--fraud": "`xn--`",
        "sthree-fraud": "`sthree-`",
        "amzn-s3-demo-fraud": "`amzn-s3-demo-`",
        "fraud-s3alias": "`-s3alias`",
        "fraud--ol-s3": "`--ol-s3`",
        "fraud.mrap": "`.mrap`",
        "fraud--x-s3": "`--x-s3`",
        "fraud--table-s3": "`--table-s3`",
        "arn:aws:s3:::fraud": "the bucket alone",
        "s3://fraud": "the bucket alone",
        "fraud/train": "the bucket alone",
        "fraud*": "lower-case",
        "${aws:username}": "lower-case",
        "{{account}}": "lower-case",
        "fraud\n": "lower-case",
    },
    "ecr-repository-arn": {
        "fraud": "ARN of an ECR repository",
        f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud": "ARN of an ECR repository",
        "arn:aws:ecr:us-east-1:12345:repository/fraud": "ARN of an ECR repository",
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/": "ARN of an ECR repository",
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/*": "ARN of an ECR repository",
        f"arn:aws:ecr:*:{ACCOUNT}:repository/fraud": "ARN of an ECR repository",
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/Fraud": "ARN of an ECR repository",
        f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/fraud:latest": "ARN of an ECR repository",
    },
    "athena-workgroup": {
        "": "workgroup",
        "w" * 129: "workgroup",
        "a b": "workgroup",
        "a/b": "workgroup",
        "*": "workgroup",
    },
    "glue-database": {
        "": "database",
        "d" * 256: "database",
        "a*": "database",
        "a?": "database",
        "a/b": "database",
        "${aws:PrincipalTag/team}": "database",
        "a b": "database",
    },
    "kendra-index-id": {
        "": "36",
        "a" * 35: "36",
        "a" * 37: "36",
        "-" + "a" * 35: "36",
        "a" * 35 + "*": "36",
        f"arn:aws:kendra:us-east-1:{ACCOUNT}:index/{'a' * 36}": "36",
    },
    "kms-key-arn": {
        KEY: "ARN of a KMS key",
        "alias/fraud": "ARN of a KMS key",
        f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/fraud": "alias, which grants nothing in a policy",
        f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*": "ARN of a KMS key",
        f"arn:aws:kms:*:{ACCOUNT}:key/{KEY}": "ARN of a KMS key",
        f"arn:aws:kms:us-east-1::key/{KEY}": "ARN of a KMS key",
    },
    "subnet-id": {
        "": "subnet id",
        "subnet-": "subnet id",
        "subnet-0a1b2c3": "subnet id",
        "subnet-0a1b2c3d4": "subnet id",
        "subnet-0A1B2C3D": "subnet id",
        "subnet-xyzxyzxy": "subnet id",
        "sg-0a1b2c3d": "subnet id",
        "subnet-*": "subnet id",
    },
    "security-group-id": {
        "": "security group id",
        "sg-0a1b2c3": "security group id",
        "sg-0a1b2c3d4e5f678901": "security group id",
        "subnet-0a1b2c3d": "security group id",
        "sg-*": "security group id",
    },
    "studio-id": {
        "": "make a bucket name after",
        "a" * 47: "make a bucket name after",
        "ABC": "make a bucket name after",
        "a-": "make a bucket name after",
        "a--x-s3": "make a bucket name after",
        "*": "make a bucket name after",
    },
    "endpoint-name": {
        "": "endpoint name",
        "a" * 64: "63",
        "a" * 63 + "*": "63",
        "-fraud": "endpoint name",
        "fraud-": "endpoint name",
        "fr*ud": "at the end",
        "fraud?": "at the end",
        "fraud_2": "letters, digits",
        "**": "at the end",
        "${aws:username}": "endpoint name",
        f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:endpoint/fraud": "endpoint name",
        "{{account}}": "endpoint name",
        "fraud\n": "endpoint name",
    },
    "feature-group-name": {
        "": "feature group name",
        "a" * 65: "64",
        "_fraud": "feature group name",
        "fraud.features": "letters, digits",
        "f*d": "at the end",
        "fraud/features": "feature group name",
    },
    "notebook-instance-name": {
        "": "notebook instance name",
        "a" * 64: "63",
        "ana.b": "notebook instance name",
        "a*a": "at the end",
    },
    "pipeline-name": {
        "": "pipeline name",
        "a" * 257: "256",
        "fraud/execution/1": "pipeline name",
        "*fraud": "at the end",
    },
    "domain-id": {
        "": "domain id",
        "abcdefghijkl": "`d-`",
        "d-": "domain id",
        "d-ABC": "lower-case",
        "d-*": "domain id",
        "d-" + "a" * 62: "61",
        "d-abc/ana": "domain id",
    },
    "eks-cluster-name": {
        "": "cluster name",
        "a" * 101: "100",
        "-a": "cluster name",
        "team/a": "cluster name",
        "t*m": "at the end",
        f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/a": "cluster name",
    },
    "user-pool-id": {
        "": "user pool id",
        "AbCdEfGhI": "region",
        "us-east-1_": "user pool id",
        "us-east-1_*": "user pool id",
    },
    "sns-topic-arn": {
        "answers": "ARN of an SNS topic",
        f"arn:aws:sns:us-east-1:{ACCOUNT}:*": "ARN of an SNS topic",
        f"arn:aws:sns:*:{ACCOUNT}:answers": "ARN of an SNS topic",
        "arn:aws:sns:us-east-1::answers": "ARN of an SNS topic",
        f"arn:aws:sns:us-east-1:{ACCOUNT}:answers:0a1b": "ARN of an SNS topic",
    },
    "lambda-function-arn": {
        "reward": "ARN of a Lambda function",
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:*": "ARN of a Lambda function",
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:layer:reward": "ARN of a Lambda function",
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{'a' * 65}": "ARN of a Lambda function",
    },
    "tag-key": {
        "": "0 characters",
        "a" * 129: "129 characters",
        "aws:createdBy": "`aws:`",
        "te*m": "at the end",
        "team?": "at the end",
        "${aws:username}": "IAM variable",
        "team<": "`<`",
    },
    "role": {
        "compute": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:role/": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:user/alice": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:role/*": "ARN of a role",
        "arn:aws:iam::*:role/compute": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:role/{'r' * 65}": "ARN of a role",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/compute/session": "ARN of a role",
    },
    "role-arn": {
        "compute": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:role/": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:user/alice": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:role/*": "ARN of a role",
        "arn:aws:iam::*:role/compute": "ARN of a role",
        f"arn:aws:iam::{ACCOUNT}:role/{'r' * 65}": "ARN of a role",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/compute/session": "ARN of a role",
    },
}


@pytest.mark.parametrize("parameter_type", TYPES.values(), ids=list(TYPES))
def test_an_example_is_a_value(parameter_type: ParameterType) -> None:
    """Each type's own example passes its rule and its pattern."""
    assert parameter_type.rule(parameter_type.example) is None
    assert re.fullmatch(parameter_type.pattern, parameter_type.example)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in ACCEPTED.items() for text in texts])
def test_values_that_are_taken(name: str, text: str) -> None:
    """The rule says nothing, and the pattern, which a JSON Schema has of it, takes the value too."""
    assert TYPES[name].rule(text) is None
    assert re.fullmatch(TYPES[name].pattern, text)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [(name, text, reason) for name, texts in REFUSED.items() for text, reason in texts.items()],
)
def test_values_that_are_refused(name: str, text: str, reason: str) -> None:
    """The rule says why, in words that follow the value."""
    problem = TYPES[name].rule(text)
    assert problem
    assert reason in problem
    assert re.match(r"is |has |names |begins |does not ", problem)


def test_every_type_is_tried() -> None:
    """A new type comes with values that it takes and refuses."""
    assert ACCEPTED.keys() == REFUSED.keys() == TYPES.keys()
