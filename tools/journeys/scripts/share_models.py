"""Share a group of model versions with another account."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.put_model_package_group_policy(ModelPackageGroupName="fraud", ResourcePolicy="{}")
    sagemaker.get_model_package_group_policy(ModelPackageGroupName="fraud")
    sagemaker.delete_model_package_group_policy(ModelPackageGroupName="fraud")
    sagemaker.list_model_packages(ModelPackageGroupName="fraud")
