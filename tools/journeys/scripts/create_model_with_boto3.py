"""Create a model."""

import boto3
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    container = {"Image": IMAGE, "ModelDataUrl": f"s3://{BUCKET}/model.tar.gz"}
    sagemaker.create_model(ModelName="fraud", PrimaryContainer=container, ExecutionRoleArn=ROLE)
    sagemaker.describe_model(ModelName="fraud")
    sagemaker.list_models()
    sagemaker.delete_model(ModelName="fraud")
