"""Create a notebook instance in a subnet, start it, change it and delete it, as an administrator."""

import boto3
from tools.journeys.scripts._here import ROLE, SECURITY_GROUPS, SUBNETS


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName="tools")
    sagemaker.create_notebook_instance(
        NotebookInstanceName="fraud",
        InstanceType="ml.t3.medium",
        RoleArn=ROLE,
        SubnetId=SUBNETS[0],
        SecurityGroupIds=SECURITY_GROUPS,
        DirectInternetAccess="Disabled",
        LifecycleConfigName="tools",
    )
    sagemaker.describe_notebook_instance(NotebookInstanceName="fraud")
    sagemaker.stop_notebook_instance(NotebookInstanceName="fraud")
    sagemaker.update_notebook_instance(NotebookInstanceName="fraud", InstanceType="ml.t3.large")
    sagemaker.list_notebook_instances()
    sagemaker.delete_notebook_instance(NotebookInstanceName="fraud")
    sagemaker.delete_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName="tools")
