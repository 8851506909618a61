"""Create a HyperPod cluster in a VPC, and add nodes."""

import boto3
from tools.journeys.scripts._here import BUCKET, NODE_ROLE, SECURITY_GROUPS, SUBNETS


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    group = {
        "InstanceGroupName": "workers",
        "InstanceType": "ml.g5.12xlarge",
        "InstanceCount": 2,
        "LifeCycleConfig": {"SourceS3Uri": f"s3://{BUCKET}/lifecycle", "OnCreate": "on_create.sh"},
        "ExecutionRole": NODE_ROLE,
    }
    sagemaker.create_cluster(
        ClusterName="fraud",
        InstanceGroups=[group],
        VpcConfig={"Subnets": SUBNETS, "SecurityGroupIds": SECURITY_GROUPS},
    )
    sagemaker.update_cluster(ClusterName="fraud", InstanceGroups=[{**group, "InstanceCount": 4}])
