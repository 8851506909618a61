"""Find a HyperPod cluster and its nodes."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_clusters()
    sagemaker.describe_cluster(ClusterName="fraud")
    sagemaker.list_cluster_nodes(ClusterName="fraud")
