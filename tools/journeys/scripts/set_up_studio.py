"""Create a Studio domain, a profile and a space, as an administrator, and delete them."""

import boto3
from tools.journeys.scripts._here import ROLE, SECURITY_GROUPS, SUBNETS

DOMAIN = "d-abcdefghij12"
ANSWERS = {"CreateDomain": {"DomainId": DOMAIN}}


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_domain(
        DomainName="team",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": ROLE, "SecurityGroups": SECURITY_GROUPS},
        SubnetIds=SUBNETS,
        VpcId="vpc-0a1b2c3d4e5f67890",
        AppNetworkAccessType="VpcOnly",
    )
    sagemaker.describe_domain(DomainId=DOMAIN)
    sagemaker.create_user_profile(DomainId=DOMAIN, UserProfileName="analyst")
    sagemaker.describe_user_profile(DomainId=DOMAIN, UserProfileName="analyst")
    sagemaker.update_domain(DomainId=DOMAIN, DefaultUserSettings={"ExecutionRole": ROLE})
    sagemaker.list_user_profiles()
    sagemaker.list_apps()
    sagemaker.delete_app(DomainId=DOMAIN, UserProfileName="analyst", AppType="JupyterLab", AppName="default")
    sagemaker.delete_user_profile(DomainId=DOMAIN, UserProfileName="analyst")
    sagemaker.delete_domain(DomainId=DOMAIN)
