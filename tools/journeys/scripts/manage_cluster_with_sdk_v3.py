"""Create a HyperPod cluster with version 3 of the SDK, wait for it, list its nodes, add nodes and delete it."""

from sagemaker.core.resources import Cluster
from sagemaker.core.shapes import ClusterInstanceGroupSpecification, ClusterLifeCycleConfig
from tools.journeys.scripts._here import BUCKET, NODE_ROLE

ANSWERS = {"DescribeCluster": {"ClusterStatus": "InService"}}


def run() -> None:
    group = ClusterInstanceGroupSpecification(
        instance_group_name="workers",
        instance_type="ml.g5.12xlarge",
        instance_count=2,
        life_cycle_config=ClusterLifeCycleConfig(source_s3_uri=f"s3://{BUCKET}/lifecycle", on_create="on_create.sh"),
        execution_role=NODE_ROLE,
    )
    cluster = Cluster.create(cluster_name="fraud", instance_groups=[group])
    cluster.wait_for_status("InService", poll=1)
    list(cluster.get_all_nodes())
    group.instance_count = 4
    cluster.update(instance_groups=[group])
    cluster.batch_delete_nodes(node_ids=["i-0123456789abcdef0"])
    cluster.delete()
