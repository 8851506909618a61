"""Create a private hub, add a private model and one of the public hub, and remove them again."""

import boto3
from tools.journeys.scripts._here import BUCKET, REGION

PUBLIC = f"arn:aws:sagemaker:{REGION}:aws:hub-content/SageMakerPublicHub/Model/xgboost-classification-model/2.0.0"


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_hub(
        HubName="fraud",
        HubDescription="Models for fraud",
        S3StorageConfig={"S3OutputPath": f"s3://{BUCKET}/hub"},
        Tags=[{"Key": "team", "Value": "fraud"}],
    )
    sagemaker.describe_hub(HubName="fraud")
    content = {"HubName": "fraud", "HubContentType": "Model", "HubContentName": "detector"}
    sagemaker.import_hub_content(**content, DocumentSchemaVersion="2.0.0", HubContentDocument="{}")
    sagemaker.describe_hub_content(**content)
    sagemaker.list_hub_content_versions(**content)
    sagemaker.create_hub_content_reference(HubName="fraud", SageMakerPublicHubContentArn=PUBLIC)
    sagemaker.list_hub_contents(HubName="fraud", HubContentType="Model")
    sagemaker.delete_hub_content_reference(
        HubName="fraud", HubContentType="ModelReference", HubContentName="xgboost-classification-model"
    )
    sagemaker.delete_hub_content(**content, HubContentVersion="1.0.0")
    sagemaker.delete_hub(HubName="fraud")
