"""Create a project from a template, change it and delete it."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_project(
        ProjectName="fraud",
        ServiceCatalogProvisioningDetails={
            "ProductId": "prod-abcdefghijklm",
            "ProvisioningArtifactId": "pa-abcdefghijklm",
        },
    )
    sagemaker.describe_project(ProjectName="fraud")
    sagemaker.list_projects()
    sagemaker.update_project(ProjectName="fraud", ProjectDescription="Cards")
    sagemaker.delete_project(ProjectName="fraud")
