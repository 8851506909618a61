"""Create a HyperPod cluster, list its nodes, add nodes, update its software and delete it."""

import boto3
from tools.journeys.scripts._here import BUCKET, NODE_ROLE


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    group = {
        "InstanceGroupName": "workers",
        "InstanceType": "ml.g5.12xlarge",
        "InstanceCount": 2,
        "LifeCycleConfig": {"SourceS3Uri": f"s3://{BUCKET}/lifecycle", "OnCreate": "on_create.sh"},
        "ExecutionRole": NODE_ROLE,
    }
    sagemaker.create_cluster(ClusterName="fraud", InstanceGroups=[group])
    sagemaker.describe_cluster(ClusterName="fraud")
    sagemaker.list_clusters()
    sagemaker.list_cluster_nodes(ClusterName="fraud")
    sagemaker.describe_cluster_node(ClusterName="fraud", NodeId="i-0123456789abcdef0")
    sagemaker.update_cluster(ClusterName="fraud", InstanceGroups=[{**group, "InstanceCount": 4}])
    sagemaker.update_cluster_software(ClusterName="fraud")
    sagemaker.batch_delete_cluster_nodes(ClusterName="fraud", NodeIds=["i-0123456789abcdef0"])
    sagemaker.delete_cluster(ClusterName="fraud")
