"""Create a Studio domain in VPC-only mode, with customer managed keys, and a profile."""

import boto3
from tools.journeys.scripts._here import BUCKET, DATA_KEY, ROLE, SECURITY_GROUPS, SUBNETS, VOLUME_KEY

DOMAIN = "d-abcdefghij12"
ANSWERS = {"CreateDomain": {"DomainId": DOMAIN}}
_SHARING = {
    "NotebookOutputOption": "Allowed",
    "S3OutputPath": f"s3://{BUCKET}/sharing",
    "S3KmsKeyId": DATA_KEY,
}


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_domain(
        DomainName="team",
        AuthMode="IAM",
        DefaultUserSettings={
            "ExecutionRole": ROLE,
            "SecurityGroups": SECURITY_GROUPS,
            "SharingSettings": _SHARING,
        },
        SubnetIds=SUBNETS,
        VpcId="vpc-0a1b2c3d4e5f67890",
        AppNetworkAccessType="VpcOnly",
        KmsKeyId=VOLUME_KEY,
    )
    sagemaker.create_user_profile(
        DomainId=DOMAIN,
        UserProfileName="analyst",
        UserSettings={"SecurityGroups": SECURITY_GROUPS, "SharingSettings": _SHARING},
    )
    sagemaker.delete_user_profile(DomainId=DOMAIN, UserProfileName="analyst")
