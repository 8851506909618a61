"""What the scripts share: the account, its names and a small file to send."""

import json
from pathlib import Path

ACCOUNT, REGION = "123456789012", "us-east-1"
BUCKET = "fraud-data"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/sagemaker-compute"
NODE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/sagemaker-nodes"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/fraud:1"
SUBNETS = ["subnet-0a1b2c3d4e5f67890"]
SECURITY_GROUPS = ["sg-0a1b2c3d4e5f67890"]
DATA_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
VOLUME_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/5678abcd-12ab-34cd-56ef-1234567890ab"


def make_file(name: str, text: str = "1,2,3\n") -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def arn(kind: str, name: str) -> str:
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{kind}/{name}"


def make_bucket(*names: str) -> None:
    import boto3

    for name in names or (BUCKET,):
        boto3.client("s3").create_bucket(Bucket=name)


def make_role() -> None:
    """The role that jobs run with: version 3 of the SDK looks whether SageMaker may assume it."""
    import boto3

    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    boto3.client("iam").create_role(RoleName=ROLE.rpartition("/")[2], AssumeRolePolicyDocument=document)


def make_bucket_and_role() -> None:
    make_bucket()
    make_role()
