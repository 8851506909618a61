"""Create a notebook instance in a subnet, with a customer managed key for its volume."""

import boto3
from tools.journeys.scripts._here import ROLE, SECURITY_GROUPS, SUBNETS, VOLUME_KEY


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_notebook_instance(
        NotebookInstanceName="fraud",
        InstanceType="ml.t3.medium",
        RoleArn=ROLE,
        SubnetId=SUBNETS[0],
        SecurityGroupIds=SECURITY_GROUPS,
        DirectInternetAccess="Disabled",
        KmsKeyId=VOLUME_KEY,
    )
    sagemaker.describe_notebook_instance(NotebookInstanceName="fraud")
